"""Pairs of records that may be one person: two officers decide, persons are merged and parted again, sources are told.

`same_person` is for whoever gathers a resident's own things: all ids under which the city knows one human being.
"""

from motcua.records.quality.pairs.same import same_person, survivor_of

__all__ = ["same_person", "survivor_of"]
