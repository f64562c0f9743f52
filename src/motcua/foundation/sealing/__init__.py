"""Values that are unreadable in a stolen backup: sealed with keys that lie outside the database, bound to their rows.

Fields of models: `fields.SealedTextField`, `fields.SealedJSONField`. By hand: `seal_text` and `open_text`. To find an equal
value again: `index` and `indexes`. What is sealed in the city, and what is not and why: docs/encryption.md.
"""

from motcua.foundation.sealing.errors import BadRing, KeyMissing, NoRow, NotWhole, SealingError
from motcua.foundation.sealing.keys import index, indexes, is_newest, is_sealed, open_text, ring, seal_text

__all__ = [
    "BadRing", "KeyMissing", "NoRow", "NotWhole", "SealingError", "index", "indexes", "is_newest", "is_sealed",
    "open_text", "ring", "seal_text",
]  # fmt: skip
