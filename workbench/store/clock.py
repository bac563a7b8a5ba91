"""The time and the name of whoever is at work, in the one place where tests can replace them."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

__all__ = ["login_name", "now", "today"]


def now() -> str:
    """Return the time as UTC in ISO 8601 with milliseconds, ending in Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def today() -> str:
    """Return the UTC date, as in ``2026-11-21``."""
    return now()[:10]


def login_name() -> str:
    """Return the login name; where the system knows none (some containers), ``unknown``."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
