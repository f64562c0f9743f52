"""Where residents say what they think of a proposed change, and read what others said and what was answered."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import clock
from motcua.procedures.review import changes, cost
from motcua.procedures.review.changes import LONGEST, PARTS
from motcua.procedures.review.models import Opinion, Review
from motcua.sites.portal.frame import CATALOGUE, show
from motcua.sites.portal.resident import current
from motcua.sites.review.frame import both
from motcua.sites.review.reviews import STANCES, STATES
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.wording import number_words

MOST = 50
SAID_MOST = 100
CRUMB = both("Góp ý cải cách thủ tục", "Opinions on procedures")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Proposals that are open for everybody, and the last that were. Two queries."""
    at = clock.now()
    rows = Review.objects.filter(asked_public=True, ends_at__isnull=False).defer("before", "after")
    context = {
        "open": [
            _card(one) for one in rows.filter(ends_at__gt=at, state="asking").order_by("ends_at")[:MOST]
        ],
        "closed": [_card(one) for one in rows.filter(ends_at__lte=at).order_by("-ends_at")[:MOST]],
        "crumbs": [{"label": CRUMB, "href": ""}],
    }
    return show(request, "review/opinions.html", context, menu=CATALOGUE)


def _card(one: Review) -> dict[str, Any]:
    return {
        "href": reverse("review:opinion", args=[one.uuid]),
        "name": one.name,
        "reason": one.reason,
        "ends_at": one.ends_at,
        "state": STATES[one.state],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One proposal in plain words; signed on, a word about it. Five queries. Raises: Http404."""
    review = Review.objects.select_related("procedure").filter(uuid=uuid, asked_public=True).first()
    if review is None:
        raise Http404
    at = clock.now()
    is_open = review.state == "asking" and review.ends_at is not None and at < review.ends_at
    error: Any = ""
    resident = current(request)
    typed = request.POST.get("words", "")
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, settings.LOGIN_URL)
        if resident is None:
            raise Http404
        try:
            changes.say(str(uuid), typed, by=resident.actor, at=at)
        except changes.Refused as refusal:
            error = both(refusal.vi, refusal.en)
        else:
            messages.success(
                request,
                language.say("Cảm ơn bạn. Ý kiến đã được ghi nhận.", "Thank you. Your opinion is noted."),
            )
            return redirect("review:opinion", uuid)
    own = Opinion.objects.filter(review=review, person=resident.person).first() if resident else None
    found = cost.Saving(review.cost_before, review.cost_after)
    field = Field(
        "words", "longtext", both("Bạn nghĩ gì về đề xuất này?", "What do you think of this?"),
        typed or (own.words if own else ""), error=error, max_length=LONGEST,
        hint=both("Đừng ghi số điện thoại hay số giấy tờ. Tên bạn không được hiện.",
                  "Leave out telephone and document numbers. Your name is not shown."),
    )  # fmt: skip
    context = {
        "review": review,
        "state": STATES[review.state],
        "is_open": is_open,
        "may_write": is_open and resident is not None and not (own and own.replied_at),
        "own": own,
        "resident": resident,
        "f": field,
        "errors": [{"href": f"#{field.anchor}", "text": error}] if error else [],
        "proposal": [one | {"label": both(*PARTS[one["part"]])} for one in review.proposal],
        "saving": found,
        "percent": None if found.percent is None else number_words(found.percent, 2),
        "answers": [
            {"agency": one.agency, "stance": STANCES[one.stance], "words": one.words, "at": one.answered_at}
            for one in review.invitations.exclude(answered_at=None)
            .select_related("agency")
            .order_by("agency__sort_key")
        ],
        "said": list(review.opinions.exclude(replied_at=None).order_by("-replied_at")[:SAID_MOST]),
        "crumbs": [
            {"label": CRUMB, "href": reverse("review:opinions")},
            {"label": review.code, "href": ""},
        ],
    }
    return show(request, "review/opinion.html", context, menu=CATALOGUE, status=422 if error else 200)
