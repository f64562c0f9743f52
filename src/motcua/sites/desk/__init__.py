"""The officers' side: work lists, the dossier as an officer sees it, every step of handling, the counter.

Views are thin: rights come from `city.authority`, lists from `dossiers.worklist`, changes from `dossiers.changes`.
"""
