"""What every page knows about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Template variables of every page: whether this is a demo, and its public address."""
    return {"demo": settings.DEMO or settings.TEST_MODE, "public_url": settings.PUBLIC_URL}
