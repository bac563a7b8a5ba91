"""Dutch text before anything is translated: units, segments and what kind they are.

Nothing here may know a model, a glossary or a file format; offsets always refer to the text given.
"""
