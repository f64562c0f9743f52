"""Where a look comes from: the address and the screen of the request that is being answered.

The site says it once a request, so that no page has to pass it through every call. A job says nothing, and its looks carry
no address.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Around:
    """`address`: the other side's IP, empty when unknown. `screen`: the name of the route.

    `allows`: whether the post chosen for this request may look for a purpose; None where no post looks.
    """

    address: str = ""
    screen: str = ""
    allows: Callable[[str], bool] | None = None


NOWHERE = Around()
_around: ContextVar[Around] = ContextVar("motcua_audit_around", default=NOWHERE)


def around() -> Around:
    """What the request that is being answered said; empty outside of one."""
    return _around.get()


@contextmanager
def within(here: Around) -> Iterator[None]:
    """Looks written inside carry `here`."""
    token = _around.set(here)
    try:
        yield
    finally:
        _around.reset(token)


def on_screen(screen: str) -> None:
    """Name the route of the request, once it is known which one answers; inside `within` only."""
    _around.set(replace(_around.get(), screen=screen))


@contextmanager
def in_post(allows: Callable[[str], bool]) -> Iterator[None]:
    """Looks inside are those of an officer whose post may look for these purposes and no others."""
    token = _around.set(replace(_around.get(), allows=allows))
    try:
        yield
    finally:
        _around.reset(token)
