"""The record of who looked at whose data: written by every page and call that shows a person to somebody else.

`log_read` writes it, `seals` make later changes of it visible, `partitions` keep its months apart.
"""

from motcua.foundation.audit.around import Around, around, in_post, on_screen, streamed, within
from motcua.foundation.audit.writing import LookRefused, LookResult, log_list, log_read, log_search, refused

__all__ = [
    "Around", "LookRefused", "LookResult", "around", "in_post", "log_list", "log_read", "log_search", "on_screen",
    "refused", "streamed", "within",
]  # fmt: skip
