"""Where a look comes from: the address and the screen of the request that is being answered.

The site says it once a request, so that no page has to pass it through every call. A job says nothing, and its looks carry
no address.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Around:
    """`address`: the other side's IP, empty when unknown. `screen`: the name of the route.

    `look`: what is seen in one request is one look, however many notes it takes; None outside of requests.
    `allows`: whether the post chosen for this request may look for a purpose; None where no post looks.
    """

    address: str = ""
    screen: str = ""
    allows: Callable[[str], bool] | None = None
    look: uuid.UUID | None = None


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


def streamed[T](made: Iterator[T]) -> Iterator[T]:
    """What is sent piece by piece after the view has ended, with its looks still carrying what the request said."""
    return _sent(made, _around.get())


def _sent[T](made: Iterator[T], here: Around) -> Iterator[T]:
    try:
        while True:
            with within(here):
                try:
                    piece = next(made)
                except StopIteration:
                    return
            yield piece
    finally:
        close = getattr(made, "close", None)
        if close is not None:
            with within(here):
                close()


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
