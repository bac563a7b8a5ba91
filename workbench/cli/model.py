"""The ``model`` commands, put together from the modules that hold them."""

from __future__ import annotations

from workbench.cli import model_synthesis, models, training
from workbench.cli.models import app

__all__ = ["app"]

# Importing them registers their commands, in the order of the help.
_COMMANDS = (models, training, model_synthesis)
