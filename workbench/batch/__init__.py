"""The batch run: documents in, drafts into the project, files out.

What it reads and writes, the run itself, and what a changed glossary makes it do again. Nothing
here decodes or judges; the pipeline does.
"""
