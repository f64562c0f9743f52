"""Files that people hand in or the city makes, and the papers that they carry."""

from motcua.records.papers.checks import Checked, RefusedFile, check
from motcua.records.papers.joining import joined, page_count
from motcua.records.papers.models import Paper, StoredFile
from motcua.records.papers.parts import NotAPart, as_parts
from motcua.records.papers.storing import content, issue, open_for, replace, store, store_made, valid_papers

__all__ = [
    "Checked",
    "NotAPart",
    "Paper",
    "RefusedFile",
    "StoredFile",
    "as_parts",
    "check",
    "content",
    "issue",
    "joined",
    "open_for",
    "page_count",
    "replace",
    "store",
    "store_made",
    "valid_papers",
]
