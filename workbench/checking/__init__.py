"""The quality checks as a job: over a project or two files, with waivers, fixes, reports and a gate.

The checks themselves are in ``workbench.qa``.
"""
