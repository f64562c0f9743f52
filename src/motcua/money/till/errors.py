"""What may go wrong at a drawer, with the words for the officer who tried."""

from motcua.foundation.refusals import Faulty, NotPossible

__all__ = ["DrawerNotOpen", "Faulty", "NotPossible", "NotYours"]


class NotYours(LookupError):
    """Not there, or another agency's."""


class DrawerNotOpen(NotPossible):
    """Cash was to be taken without an open drawer where drawers are counted."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa mở ngăn kéo: đếm tiền đầu ca ở trang Thu tiền, rồi thu.",
            "No drawer is open: count the float on the page Cash, then take the money.",
        )
