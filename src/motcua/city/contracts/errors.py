"""Why something of a contract of reception is not possible, in words for the person who tried."""

from motcua.foundation import refusals

Faulty = refusals.Faulty
"""Several fields are wrong at once: `fields` says how."""


class WrongState(refusals.NotPossible):
    """Somebody was faster, or it is over."""


class NotYours(LookupError):
    """The contract is another agency's, or is not there: pages answer 404."""
