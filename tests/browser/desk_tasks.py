"""The commonest tasks of the desk, done by keyboard, with every key, click and page load counted.

A chord counts each of its keys (Ctrl+Enter: two), a text each of its letters. Each task is done for several dossiers
in a row, from the list that holds them until the last is done, because that is how officers work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from motcua.procedures.dossiers.models import Dossier

IN_A_ROW = 3
REASON = "Bản chụp bị mờ, không đọc được"


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
        with self.page.expect_navigation(wait_until="networkidle"):
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
    page.goto(start, wait_until="networkidle")
    hand = Hand(page)
    for number in range(IN_A_ROW):
        walk(hand, number)
    return Count(*(round(one / IN_A_ROW, 1) for one in (hand.keys, hand.clicks, hand.loads)))


def accept(hand: Hand, number: int) -> None:
    """Online filing: open, accept, back to the list."""
    hand.go("j", "Enter")
    hand.go("Control+Enter")
    hand.go("l")


def process(hand: Hand, number: int) -> None:
    """Confirm three points of the step one by one, and pass on."""
    hand.go("j", "Enter")
    hand.press("a", "Space", "Tab", "Space", "Tab", "Space")
    hand.go("Control+Enter")


def ask(hand: Hand, number: int) -> None:
    """Ask for one paper with a reason."""
    hand.go("j", "Enter")
    hand.go("2")
    hand.press("a", "Space")
    while hand.page.evaluate("document.activeElement.id") != "reason":
        hand.press("Tab")
    hand.type(REASON)
    hand.go("Control+Enter")
    hand.go("l")


def sign(hand: Hand, number: int) -> None:
    """Look at the draft, confirm it, sign."""
    hand.go("j", "Enter")
    with hand.page.context.expect_page() as opened:
        hand.press("p")
    hand.press("Control+w")
    opened.value.close()
    hand.press("1")
    while hand.page.evaluate("document.activeElement.id") != "sure":
        hand.press("Tab")
    hand.press("Space")
    hand.go("Control+Enter")


def claim(hand: Hand, number: int) -> None:
    """Open the next that waits and claim it."""
    hand.go("j", "Enter")
    hand.go("c")
    if number < IN_A_ROW - 1:
        hand.turned(lambda: hand.click(".mc-rail a[href$='/cho-nhan/']"))


def hand_over(hand: Hand, number: int) -> None:
    """The applicant is here and takes the result."""
    hand.go("j", "Enter")
    hand.go("Control+Enter")


def done(status: int) -> int:
    return Dossier.objects.filter(status=status).count()
