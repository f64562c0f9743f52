"""How a reader wants pages to look: theme, contrast and size of the words, kept in a cookie and on no account.

The classes stand on `<html>` when the page leaves the server, so nothing flickers and no script is needed.
Without a choice the device decides: the style sheet asks it for its scheme, contrast, colours and movement.
"""

from dataclasses import dataclass
from typing import Literal, get_args

COOKIE = "hien_thi"
type Theme = Literal["auto", "light", "dark"]
type Contrast = Literal["auto", "high"]
type Size = Literal["normal", "large", "larger"]
THEMES: tuple[str, ...] = get_args(Theme.__value__)
CONTRASTS: tuple[str, ...] = get_args(Contrast.__value__)
SIZES: tuple[str, ...] = get_args(Size.__value__)


@dataclass(frozen=True, slots=True)
class Display:
    """A reader's choice. The first of each is "as the device says"."""

    theme: str = THEMES[0]
    contrast: str = CONTRASTS[0]
    size: str = SIZES[0]

    @property
    def classes(self) -> str:
        """Classes for `<html>`; empty without a choice."""
        chosen = (
            ("theme", self.theme, THEMES),
            ("contrast", self.contrast, CONTRASTS),
            ("size", self.size, SIZES),
        )
        return " ".join(f"{name}-{value}" for name, value, values in chosen if value != values[0])

    @property
    def cookie(self) -> str:
        return f"{self.theme}.{self.contrast}.{self.size}"


AS_THE_DEVICE_SAYS = Display()


def chosen(theme: str, contrast: str, size: str) -> Display:
    """A choice from what was posted or kept; what is not offered counts as not chosen."""
    return Display(
        theme if theme in THEMES else THEMES[0],
        contrast if contrast in CONTRASTS else CONTRASTS[0],
        size if size in SIZES else SIZES[0],
    )


def from_cookie(value: str | None) -> Display:
    """The choice that a browser brings along; a cookie that somebody has changed is worth nothing."""
    parts = (value or "").split(".")
    return chosen(*parts) if len(parts) == 3 else AS_THE_DEVICE_SAYS
