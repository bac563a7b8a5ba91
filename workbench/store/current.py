"""What is true of a segment's current rendering, as columns of a query.

What was seen last is kept apart from the rendering; what was found for another Dutch has offsets
in that and says nothing about this one. The queries name segment ``g``, its rendering ``r`` and
what was seen last ``f``.
"""

from __future__ import annotations

__all__ = ["FINDINGS", "TERMS"]

TERMS = "coalesce(f.terms, CASE WHEN r.source_id = g.source_id THEN r.terms ELSE '[]' END)"
FINDINGS = "coalesce(f.findings, CASE WHEN r.source_id = g.source_id THEN r.findings ELSE '[]' END)"
