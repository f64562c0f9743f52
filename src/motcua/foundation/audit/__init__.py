"""The record of who looked at whose data: written by every page and call that shows a person to somebody else.

`log_read` writes it, `seals` make later changes of it visible, `partitions` keep its months apart.
"""

from motcua.foundation.audit.around import Around, around, on_screen, within
from motcua.foundation.audit.writing import LookResult, log_list, log_read, log_search

__all__ = ["Around", "LookResult", "around", "log_list", "log_read", "log_search", "on_screen", "within"]
