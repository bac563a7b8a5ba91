"""Let ``python -m workbench`` do what the ``workbench`` command does."""

from __future__ import annotations

import sys

from workbench.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
