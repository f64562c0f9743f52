"""The folded keys by which a record is found."""

from motcua.records.registers.keys import words_for

__all__ = ["words_for"]
