"""Review of procedures: a change is proposed with what it costs people before and after, heard, and decided.

The cost is in `cost` (pure), the changes in `changes`, figures in `figures`. Not here: editing and publishing the
procedure itself (`procedures.authoring`).
"""
