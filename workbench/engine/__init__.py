"""Engines and models: everything that knows torch, transformers or CTranslate2.

Nothing is imported here, as ``workbench.engine.base`` is read by parts that must start quickly.
Ask ``workbench.engine.catalogue`` for a model, ``workbench.engine.load`` for an engine.
"""
