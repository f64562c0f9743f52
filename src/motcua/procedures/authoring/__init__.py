"""Procedures while they are being written: working copies, their history, and how they become versions.

Not here: what a definition means (`procedures.definition`, `procedures.compile`) and the pages of the editor.
"""
