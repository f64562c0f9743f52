"""The commonest tasks of the desk, done by keyboard, with every key, click and page load counted.

A chord counts each of its keys (Ctrl+Enter: two), a text each of its letters. Each task is done for several dossiers
in a row, from the list that holds them until the last is done, because that is how officers work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

IN_A_ROW = 3


@dataclass
class Hand:
    """An officer's hand on the keyboard: what was pressed, and how many pages were loaded for it."""

    page: Page
    keys: int = 0
    clicks: int = 0
    loads: int = field(default=0)

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.loads += 1

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.keys += len(chord.split("+")) if len(chord) > 1 else 1
            self.page.keyboard.press(chord)

    def type(self, words: str) -> None:
        self.keys += len(words)
        self.page.keyboard.type(words)

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)

    def turned(self, act: Callable[[], None]) -> None:
        """Do what leads to another page, and wait until it stands."""
        with self.page.expect_navigation(wait_until="load"):
            act()

    def go(self, *chords: str) -> None:
        self.turned(lambda: self.press(*chords))


@dataclass(frozen=True)
class Count:
    """Per dossier."""

    keys: float
    clicks: float
    loads: float


def count(page: Page, start: str, walk: Callable[[Hand, int], None]) -> Count:
    """Do `walk` for each dossier in a row, from the list at `start`."""
    page.goto(start, wait_until="load")
    hand = Hand(page)
    for number in range(IN_A_ROW):
        walk(hand, number)
    return Count(*(round(one / IN_A_ROW, 1) for one in (hand.keys, hand.clicks, hand.loads)))


def first(hand: Hand, number: int) -> None:
    """Only the first dossier is opened from the list; the next opens by itself when one is done."""
    if number == 0:
        hand.go("j", "Enter")


def accept(hand: Hand, number: int) -> None:
    """Online filing: read, confirm two points one by one, accept."""
    first(hand, number)
    hand.press("y", "y")
    hand.go("Enter")


def process(hand: Hand, number: int) -> None:
    """Confirm three points of the step one by one, and pass on."""
    first(hand, number)
    hand.press("y", "y", "y")
    hand.go("Enter")


def ask(hand: Hand, number: int) -> None:
    """Ask for one paper with a reason that officers write often."""
    first(hand, number)
    hand.press("2")
    hand.page.locator("#reason").wait_for()
    hand.page.locator(".dk-do__form input[name=item]:focus").wait_for()
    hand.press("y", "q")
    hand.go("Control+Enter")


def sign(hand: Hand, number: int) -> None:
    """The draft lies beside; confirm and sign."""
    first(hand, number)
    hand.page.wait_for_function("document.querySelector('[data-viewer] img').naturalWidth > 0")
    hand.press("y")
    hand.go("Enter")


def claim(hand: Hand, number: int) -> None:
    """Claim what is open, and go to the next that waits."""
    first(hand, number)
    hand.go("c")
    if number < IN_A_ROW - 1:
        hand.go("j")


def hand_over(hand: Hand, number: int) -> None:
    """The applicant is here and takes the result."""
    first(hand, number)
    hand.go("Control+Enter")
