"""What comes of the opinions about a pair. Pure."""

from collections import Counter
from collections.abc import Sequence

SAME, DIFFERENT, UNKNOWN = "same", "different", "unknown"
VERDICTS = (SAME, DIFFERENT, UNKNOWN)
OPEN, FIRST, DISPUTED = "open", "first", "disputed"
TO_LOOK_AT = (OPEN, FIRST)
"""States in which a further officer is wanted. They look alike to officers: who cannot tell which of them is at hand
cannot tell what was said before."""
EYES = 2


def outcome(verdicts: Sequence[str]) -> str:
    """The state of a pair after these blind opinions of different officers, in any order.

    "Same" needs two officers, because it joins two people's lives; "different" leaves everything as it was and needs one.
    Who contradicts somebody sends the pair to the supervisor; two who cannot say put it aside.
    Source: the city's own rule (the law asks for a decision by whoever keeps the data, Luật Căn cước 2023 Điều 11).
    """
    said = Counter(verdicts)
    if said[SAME] and (said[DIFFERENT] or said[UNKNOWN] >= EYES):
        return DISPUTED
    if said[DIFFERENT]:
        return DIFFERENT
    if said[SAME] >= EYES:
        return SAME
    if said[UNKNOWN] >= EYES:
        return UNKNOWN
    return FIRST if said[SAME] else OPEN
