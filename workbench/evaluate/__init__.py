"""Scores with signatures: sacreBLEU's, the glossary's, and whether a difference means anything.

A job like the batch: it reads files or a project and hands out figures. It decodes nothing and
changes nothing. sacreBLEU is imported when something is scored, and only here.
"""

from __future__ import annotations
