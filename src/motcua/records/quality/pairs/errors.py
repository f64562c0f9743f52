"""What may go wrong at the desk for doubtful pairs, with the words for the officer who tried."""

from motcua.foundation import refusals


class NotPossible(refusals.NotPossible):
    """The act does not fit how things stand; nothing was changed."""


class Faulty(refusals.Faulty):
    """What was given is wrong, by field."""


class SamePerson(NotPossible):
    """Two pairs of eyes are asked for, and this is the same pair."""
