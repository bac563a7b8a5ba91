"""The ``glossary`` commands, put together from the modules that hold them."""

from __future__ import annotations

from workbench.cli import (
    glossary_check,
    glossary_exchange,
    glossary_file,
    glossary_impact,
    glossary_names,
)
from workbench.cli.command import group
from workbench.cli.glossary_opening import glossary_app

__all__ = ["app"]

# Importing them registers their commands, in the order of the help.
_COMMANDS = (glossary_check, glossary_file, glossary_names, glossary_impact, glossary_exchange)

app = group()
app.add_typer(glossary_app)
