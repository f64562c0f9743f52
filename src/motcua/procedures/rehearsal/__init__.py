"""A changed procedure run over the dossiers of the last year, before it is published: what would have been different.

`comparing` is the rule for one dossier (pure), `figures` adds up, `running` walks the dossiers in a job. Nothing of a
dossier is changed, and no name is kept.
"""
