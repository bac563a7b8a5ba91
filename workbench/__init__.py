"""A Dutch-to-English translation and glossary workbench for the terminal.

Nothing is imported here: ``workbench --help`` has to answer in under 150 ms.
"""

__version__ = "0.1.0"
