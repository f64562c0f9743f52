"""Figures by unit over two maps: as each unit's own, and carried over to the map of today as far as that is certain.

Offers `carrying` (the rules: pure), `reading`, `importing` (figures of a time before this system).
"""
