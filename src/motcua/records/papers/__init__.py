"""Files that people hand in or the city makes, and the papers that they carry.

`storing` needs the database; import it from there: `from motcua.records.papers import storing`.
"""

from motcua.records.papers.checks import Checked, RefusedFile, check

__all__ = ["Checked", "RefusedFile", "check"]
