"""Write docs/glossary.schema.json from the classes that read glossary.yaml."""

from __future__ import annotations

from pathlib import Path

from workbench.glossary.concept import json_schema

if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "docs" / "glossary.schema.json"
    target.write_text(json_schema(), encoding="utf-8")
