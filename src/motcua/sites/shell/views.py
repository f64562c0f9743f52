"""Pages of the shell itself: the living design system, and language and look of pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from . import display as display_choice
from . import showcase
from .fields import Field, Option

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def design_system(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the code that makes it. No database."""
    return render(request, "shell/design_system.html", showcase.context())


@require_safe
def design_desk(request: HttpRequest) -> HttpResponse:
    """The officer's frame with an invented work list. No database."""
    return render(request, "shell/design_desk.html", showcase.context() | showcase.desk_context())


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the reader's language in a cookie and go back; needs no JavaScript and no session.

    Raises: Http404 for a language that the house does not speak.
    """
    if code not in ("vi", "en"):
        raise Http404
    response = HttpResponseRedirect(_back(request, request.GET.get("next", "")))
    _remember(request, response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Choose theme, contrast and size of the words; kept in a cookie, needs no account and no JavaScript. No database."""
    if request.method == "POST":
        asked = (request.POST.get(name, "") for name in ("theme", "contrast", "size"))
        response = HttpResponseRedirect(_back(request, request.POST.get("next", "")))
        _remember(request, response, display_choice.COOKIE, display_choice.chosen(*asked).cookie)
        return response
    now = display_choice.from_cookie(request.COOKIES.get(display_choice.COOKIE))
    page = {"fields": _display_fields(now), "next": _back(request, request.GET.get("next", ""))}
    return render(request, "shell/display.html", page)


def _display_fields(now: display_choice.Display) -> list[Field]:
    return [
        Field(
            "theme",
            "choice",
            {"vi": "Nền sáng hay tối", "en": "Light or dark"},
            value=now.theme,
            options=[
                Option("auto", {"vi": "Theo thiết bị của bạn", "en": "As your device says"}),
                Option("light", {"vi": "Sáng", "en": "Light"}),
                Option("dark", {"vi": "Tối", "en": "Dark"}),
            ],
        ),
        Field(
            "contrast",
            "choice",
            {"vi": "Độ tương phản", "en": "Contrast"},
            value=now.contrast,
            options=[
                Option("auto", {"vi": "Bình thường", "en": "Normal"}),
                Option(
                    "high",
                    {"vi": "Cao", "en": "High"},
                    {"vi": "Chữ đậm nét trên nền, viền rõ.", "en": "Stronger words and clear edges."},
                ),
            ],
        ),
        Field(
            "size",
            "choice",
            {"vi": "Cỡ chữ", "en": "Size of the words"},
            value=now.size,
            options=[
                Option("normal", {"vi": "Bình thường", "en": "Normal"}),
                Option("large", {"vi": "Lớn", "en": "Large"}),
                Option("larger", {"vi": "Lớn hơn nữa", "en": "Larger still"}),
            ],
        ),
    ]


def _back(request: HttpRequest, to: str) -> str:
    """Where the reader came from; the first page when the address leads to another house."""
    ours = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if ours else "/"


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
