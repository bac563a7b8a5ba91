"""From segments to drafts: match, prepare, decode, climb the ladder, finish, check.

Nothing here reads or writes a file or a project: segments come in, drafts go out in the same
order, and the same segment gives the same draft whatever it was processed together with.
"""

from __future__ import annotations

from workbench.pipeline.prepare import Item
from workbench.pipeline.translator import PipelineOptions, Translator

__all__ = ["Item", "PipelineOptions", "Translator"]
