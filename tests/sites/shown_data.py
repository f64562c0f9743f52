"""Whose personal data each address shows, and so what it has to write into the log of looks. One line an address.

| word | meaning | what the walk of the access matrix asserts |
|---|---|---|
| look | shows one person or more to somebody else | at least one role is written down; nobody twice for one view |
| list | a list of work with names | the same: one row for the whole list, none while it is empty |
| later | shows others' data, but none in the small city | at most one note; the test named behind it proves the note |
| act | an act that shows the page again when it is refused, or looks by itself | at most one note |
| own | the reader's own data only | nothing is written down |
| party | names of people with whom the reader has an agreement (mandates), who named themselves | nothing is written down |
| none | nobody's data: rules, figures, forms, acts that answer with a redirect | nothing is written down |
| made-up | invented names as examples | nothing is written down |

Whatever the word: a page that holds the name or number of the resident who filed, shown to anybody else, must have written
exactly one note. A form that is shown again after a refusal (POST) is the same view as before and need not write another.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("shown_data.txt")
WORDS = {"party", "look", "list", "later", "act", "own", "none", "made-up"}


@cache
def declared() -> dict[str, str]:
    """Word by route. Raises AssertionError for a line that is none, a route twice, a "later" without its test."""
    found: dict[str, str] = {}
    for line in FILE.read_text().splitlines():
        word, _, rest = line.partition(" ")
        route, _, proof = rest.strip().partition("  ")
        assert word in WORDS and route not in found, line
        if word == "later":
            place, _, name = proof.strip().partition("::")
            assert f"def {name}(" in Path(place).read_text(), f"{line}: no such test"
        found["" if route == "(root)" else route] = word
    return found


@dataclass
class Walk:
    """What the walk over all addresses and roles has seen so far."""

    seen: set[str] = field(default_factory=set)

    def faults(self, route: str, method: str, role: str, got: str, looks: int, shows: bool) -> list[str]:
        """What is wrong with one answer; `looks`: notes that it wrote, `shows`: it names the resident who filed."""
        word, here = declared().get(route, "none"), f"{method} {route} ({role})"
        if looks and got == "ok":
            self.seen.add(route)
        if looks > 1:
            return [f"{here}: {looks} notes of one view"]
        if looks and word in ("own", "party", "none", "made-up"):
            return [f"{here}: writes a note, but is declared {word!r}"]
        if shows and role != "own" and method == "GET" and not looks and word not in ("made-up", "party"):
            return [f"{here}: names the resident and writes no note"]
        return []

    def never(self) -> list[str]:
        """Addresses that should have written a note for somebody, and did for nobody."""
        return [
            f"{route}: declared {word!r}, but nobody's view was written down"
            for route, word in declared().items()
            if word in ("look", "list") and route not in self.seen
        ]
