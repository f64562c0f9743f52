"""What the receiver of a link sees: a notice first, then the papers as they count now. Nobody signs on.

Opening is a button, so that the previews of chat programs neither use the link up nor see a paper.
"""

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import clock
from motcua.records.papers import storing
from motcua.records.wallet import sharing
from motcua.records.wallet.models import ShareLook
from motcua.sites.portal.frame import show
from motcua.sites.portal.views.papers import as_download
from motcua.sites.wallet.papers import line_of

KEY = "shared-look"
"""In the browser's session: which look, by the hash of its token."""
WRONG_A_MINUTE = 10
WINDOW_S = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The papers after the button, the notice before. Wrong, expired, used up and taken back look the same.

    At most 6 queries. Too many wrong tokens from one address a minute are refused.
    """
    at, address = clock.now(), request.META.get("REMOTE_ADDR", "")
    if _guesses(address) >= WRONG_A_MINUTE:
        return _plain(request, "wallet/closed.html", {"too_many": True}, 429)
    try:
        if request.method == "POST":
            look = sharing.open_link(token, at=at)
            request.session[KEY] = {"token": sharing.hash_of(token), "look": look.pk}
            return redirect("wallet:open", token)
        look_now = _look(request, token)
        if look_now is None:
            share = sharing.find(token, at)
            return _plain(
                request, "wallet/gate.html", {"share": share, "left": share.openings - share.opened}
            )
    except sharing.DoesNotOpen:
        _note_guess(address)
        return _plain(request, "wallet/closed.html", {}, 404)
    share = look_now.share
    lines = [line_of(paper, at.date()) for paper in sharing.papers_of(share)]
    context = {
        "share": share,
        "lines": lines,
        "token": token,
        "until": look_now.at + sharing.LOOKING,
        "now": at,
    }
    return _plain(request, "wallet/shown.html", context)


@never_cache
@require_safe
def file(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    """One paper's file, while the look lasts; the owner sees that it was fetched. Raises: Http404."""
    look = _look(request, token)
    if look is None:
        raise Http404
    paper = next((one for one in sharing.papers_of(look.share) if one.pk == number), None)
    if paper is None or paper.file is None:
        raise Http404
    share = look.share
    content = storing.open_for(
        paper.file,
        reader=sharing.reader_of(share),
        purpose=sharing.told(share),
        code="paper-sharing",
        at=clock.now(),
    )
    return as_download(FileResponse(content, content_type=paper.file.media_type), paper.file.name)


def _look(request: HttpRequest, token: str) -> ShareLook | None:
    """The look that this browser holds for this link, if it still lasts."""
    held = request.session.get(KEY) or {}
    if held.get("token") != sharing.hash_of(token):
        return None
    try:
        return sharing.looking(token, held["look"], clock.now())
    except sharing.DoesNotOpen:
        return None


def _plain(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    answer = show(request, template, context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _guesses(address: str) -> int:
    return int(cache.get(f"wallet.wrong.{address}", 0))


def _note_guess(address: str) -> None:
    key = f"wallet.wrong.{address}"
    cache.add(key, 0, WINDOW_S)
    try:
        cache.incr(key)
    except ValueError:  # the minute ended between the two calls
        cache.set(key, 1, WINDOW_S)
