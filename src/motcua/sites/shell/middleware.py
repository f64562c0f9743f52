"""Which language a page speaks: Vietnamese, unless the reader chose otherwise with the switch."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class ReaderLanguageMiddleware:
    """Takes the place of Django's LocaleMiddleware, which would follow the browser.

    Many browsers in Vietnam are installed in English; their owners still expect the city to speak Vietnamese.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = "en" if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == "en" else "vi"
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(
                response, ["Cookie"]
            )  # language and look of a page come from the reader's cookies
        return response
