"""The review desk without a screen: one session over a project, and all it can do.

Front ends draw what a session says and call its acts. Neither Textual nor keys may come in here.
"""

from __future__ import annotations

from workbench.desk.outcome import Conflict, Outcome
from workbench.desk.session import Session

__all__ = ["Conflict", "Outcome", "Session"]
