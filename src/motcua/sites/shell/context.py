"""What every page knows about the site."""

from django.conf import settings
from django.http import HttpRequest

from . import display as display_choice


def site(request: HttpRequest) -> dict[str, object]:
    """Template variables of every page: whether this is a demo, and its public address."""
    return {"demo": settings.DEMO or settings.TEST_MODE, "public_url": settings.PUBLIC_URL}


def display(request: HttpRequest) -> dict[str, object]:
    """`display`: how this reader wants pages to look. No query."""
    return {"display": display_choice.from_cookie(request.COOKIES.get(display_choice.COOKIE))}
