"""The review desk on a terminal: widgets, keys and jobs around a session of ``workbench.desk``.

The only package that may import Textual. Widgets are handed what they show and send messages;
none of them opens a project.
"""

from __future__ import annotations
