"""Catalogue of procedures: published facts, executable versions, search. Not here: forms, workflow, dossiers.

Models are in `models`, changes in `publishing` and `importing`, reading in `searching` and `browsing`.
"""
