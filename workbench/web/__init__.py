"""The review desk in a browser: a guarded server that runs one desk for each open page.

What a desk shows and does belongs to ``tui`` and ``desk``; here is only who may see it. The server
starts the command it is given and knows nothing of projects, which is why neither may come in.
"""

from __future__ import annotations

__all__ = ["DRIVER", "DRIVER_VARIABLE", "HOST", "MOST_DESKS", "PORT"]

DRIVER_VARIABLE = "TEXTUAL_DRIVER"
"""The variable in which Textual finds the driver to use."""
DRIVER = "workbench.tui.browser_driver:BrowserDriver"
"""What the server puts there; a desk that finds it has a browser in place of a terminal."""
HOST = "127.0.0.1"
PORT = 8000
MOST_DESKS = 4
"""Desks open at a time; each is a process."""
