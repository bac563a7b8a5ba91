# The project's commands. Every one of them makes its own environment first, so that a fresh
# clone needs Python 3.11, make and nothing else.

SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# Newer than the lock once everything in it is installed.
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install translate test lint check e2e bench bench-checks bench-glossary bench-hints bench-match bench-model bench-quality bench-segment bench-tui docs glossary-story model-card clean
.DELETE_ON_ERROR:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv with everything pinned in it

$(STAMP): requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@# pip is looked for, not python: where ensurepip is missing venv leaves half an environment.
	test -x $(BIN)/pip || "$(PYTHON)" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@# Where Python may not write bytecode, every start would compile the command anew.
	$(BIN)/python -m compileall -q workbench
	@touch $@

translate: $(STAMP) ## Translate the articles in seeds/ into out/
	@# Exit 1 says that terms are left unresolved; they are printed, and the drafts are there.
	$(BIN)/workbench translate seeds --out out || test $$? -eq 1

test: $(STAMP) ## Run the tests
	$(BIN)/python -m pytest

lint: $(STAMP) ## Check format, style, types, import fences and spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell docs *.md

check: lint test ## Everything a change has to pass

e2e: $(STAMP) ## Run the tests that need a real terminal (tmux) or browser (chromium, chromium-driver)
	@command -v tmux >/dev/null || { echo "make e2e needs tmux" >&2; exit 1; }
	$(BIN)/python -m pytest --e2e -m e2e tests/e2e

bench: $(STAMP) ## Measure decoding against plain transformers, same model and beam
	$(BIN)/python scripts/bench.py | $(BIN)/python scripts/bench_docs.py bench 'Decoding against plain transformers'

bench-checks: $(STAMP) ## Measure the checks on good and on spoilt translations
	$(BIN)/python scripts/bench_checks.py

bench-glossary: $(STAMP) ## Measure what the glossary's enforcement achieves and costs
	$(BIN)/python scripts/bench_glossary.py

bench-hints: $(STAMP) ## Measure how often the model obeys a hint (needs the training corpus)
	$(BIN)/python scripts/bench_hints.py | $(BIN)/python scripts/bench_docs.py bench-hints 'Hints the model obeys'

bench-model: $(STAMP) ## Measure the embedded model's speed against one of Opus-MT's size
	$(BIN)/python scripts/bench_model.py 2>/dev/null | $(BIN)/python scripts/bench_docs.py bench-model 'The embedded model against one of Opus-MT size'

bench-match: $(STAMP) ## Measure the matcher against a plain regular expression
	$(BIN)/python scripts/bench_match.py | $(BIN)/python scripts/bench_docs.py bench-match 'Matching against plain re'

bench-quality: $(STAMP) ## Measure how well the decoder's score tells good drafts from bad
	$(BIN)/python scripts/bench_quality.py

bench-segment: $(STAMP) ## Measure segmentation on articles, treebanks and traps
	$(BIN)/python scripts/bench_segment.py | $(BIN)/python scripts/bench_docs.py bench-segment 'Segmentation'

bench-tui: $(STAMP) ## Measure the review desk with 500 to 50,000 segments
	$(BIN)/python scripts/bench_tui.py

glossary-story: $(STAMP) ## Write the worked story of docs/glossary.md, with real output
	$(BIN)/python scripts/write_glossary_story.py

model-card: $(STAMP) ## Measure the model's scores and hints and write them into its card
	$(BIN)/python scripts/model_card.py

docs: $(STAMP) ## Write what is generated in docs/
	$(BIN)/python -m workbench.cli.reference docs/cli.md
	$(BIN)/python scripts/write_glossary_schema.py
	$(BIN)/python scripts/write_desk_keys.py

clean: ## Remove what can be made again; projects, backups and out/ stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find workbench tests -name __pycache__ -type d -prune -exec rm -rf {} +
