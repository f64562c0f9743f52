"""The last page before handing in, and handing in."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.city import units
from motcua.city.agencies import NoCompetentAgency, SeveralCompetent
from motcua.foundation import clock
from motcua.procedures.dossiers.changes import file
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Draft
from motcua.procedures.dossiers.submission import compute_fees, prepare
from motcua.sites.portal import answers_shown, drafts, paper_cards, proving
from motcua.sites.portal.form_pages import Filling
from motcua.sites.portal.frame import show
from motcua.sites.portal.guidance import reading as guidance
from motcua.sites.portal.resident import Known, known_of, resident_only
from motcua.sites.portal.way import PAPERS, REVIEW, page_url, steps_of
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option

DELIVERIES = {
    "online": Option(
        "online",
        {"vi": "Bản điện tử có ký số", "en": "Electronic, digitally signed"},
        {
            "vi": "Tải về ngay tại đây khi có kết quả; có giá trị như bản giấy.",
            "en": "Download it here; as valid as paper.",
        },
    ),
    "counter": Option(
        "counter",
        {"vi": "Nhận tại bộ phận một cửa", "en": "Collect at the counter"},
        {"vi": "Mang theo thẻ căn cước.", "en": "Bring your identity card."},
    ),
    "post": Option(
        "post",
        {"vi": "Gửi qua bưu chính về nhà", "en": "By post to your home"},
        {"vi": "Bưu chính thu cước khi giao.", "en": "The post collects its charge on delivery."},
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def review(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything once more, with the fees and the way of delivery. POST hands in; pressing twice is one dossier."""
    resident, at = request.resident, clock.now()  # type: ignore[attr-defined]
    draft = drafts.own(draft_id, resident)
    if draft.sent_at is not None:
        return redirect("portal:dossier", draft.id)
    known = known_of(resident, at.date())
    if drafts.bring_up_to_date(draft, at):
        messages.info(
            request,
            language.say(
                "Có thay đổi từ lần trước; hãy xem lại các câu trả lời.",
                "Something has changed since; please check your answers.",
            ),
        )
        return redirect(page_url(draft, REVIEW))
    if request.method != "POST":
        origins = drafts.origins_of(draft, known, resident)
        filling = drafts.filling(draft, known.applicant, at, origins)
        ticked = request.session.pop(proving.CONSENTED, "") == str(draft.id)
        return _review(request, draft, filling, known, {}, [], ticked=ticked)
    offered = drafts.filling(draft, known.applicant, at).compiled.definition.result.delivery
    delivery = request.POST.get("delivery", "")
    chosen = delivery if delivery in offered else ""
    drafts.save(draft, {**draft.answers, drafts.DELIVERY: chosen}, REVIEW, at)
    filling = drafts.filling(draft, known.applicant, at)
    errors: dict[str, Any] = {}
    if not chosen:
        errors["delivery"] = {"vi": "Hãy chọn cách nhận kết quả.", "en": "Choose how to receive the result."}
    if request.POST.get("consent") != "yes":
        errors["consent"] = {
            "vi": "Cần cam đoan trước khi nộp.",
            "en": "This must be confirmed before sending.",
        }
    if errors:
        return _review(request, draft, filling, known, errors, [])
    submission = drafts.submission(draft, filling, known, language.active())
    try:
        if proof := proving.lacking(request, resident, draft.version, page_url(draft, REVIEW), at):
            prepare(
                submission, at
            )  # nobody is sent away to prove who they are while something is missing here
            request.session[proving.CONSENTED] = str(draft.id)
            return redirect(proof)
        dossier = file(submission, by=resident.actor, at=at)
    except NotComplete as lacking:
        return _review(request, draft, filling, known, {}, _faults(draft, filling, lacking))
    except (NoCompetentAgency, SeveralCompetent, units.SeveralSuccessors, units.UnknownUnit) as error:
        words = {
            "vi": getattr(
                error,
                "vi",
                "Chưa xác định được cơ quan giải quyết theo địa chỉ đã khai; hãy xem lại địa chỉ.",
            ),
            "en": getattr(error, "en", "No agency could be found for the given address; please check it."),
        }
        return _review(
            request, draft, filling, known, {}, [{"href": "#answers", "text": language.pick(words)}]
        )
    except IntegrityError:
        # The id of the draft belongs to a dossier that is not this person's: nothing was written.
        return redirect("portal:dossiers")
    messages.success(
        request, language.say("Đã nộp hồ sơ. Mã hồ sơ: ", "Sent. Dossier number: ") + dossier.code
    )
    return redirect("portal:dossier", dossier.uuid)


def _review(
    request: HttpRequest,
    draft: Draft,
    filling: Filling,
    known: Known,
    errors: dict[str, Any],
    faults: list[dict[str, str]],
    *,
    ticked: bool = False,
) -> HttpResponse:
    """The page. `ticked`: the person had made the statement and only went to prove who she is."""
    definition = filling.compiled.definition
    needs = filling.papers(known.sources)
    delivery = Field(
        "delivery",
        "choice",
        {"vi": "Nhận kết quả bằng cách nào?", "en": "How do you want to receive the result?"},
        value=draft.answers.get(drafts.DELIVERY) or "",
        error=errors.get("delivery", ""),
        options=[DELIVERIES[way] for way in definition.result.delivery],
    )
    consent = Field(
        "consent",
        "choices",
        {"vi": "Cam đoan", "en": "Statement"},
        value=["yes"] if ticked else [],
        error=errors.get("consent", ""),
        options=[
            Option(
                "yes",
                {
                    "vi": "Tôi cam đoan nội dung khai là đúng sự thật và đồng ý để cơ quan dùng dữ liệu này giải quyết hồ sơ.",
                    "en": "I state that what I entered is true, and agree that the agency uses it to handle this request.",
                },
            )
        ],
    )
    first_wrong = next((screen for screen in filling.screens if filling.errors_of(screen)), None)
    lacking = paper_cards.missing(needs, draft)
    fees = compute_fees(filling.compiled, filling.clean, filling.case_context)
    limit = filling.compiled.limit(filling.case_context.case or "")
    context = {
        "draft": draft,
        "proved": ticked,
        "changed": drafts.news_of(draft),
        "definition": definition,
        "sections": answers_shown.sections(filling, lambda page_id: page_url(draft, page_id, "1")),
        "cards": paper_cards.cards(needs, draft, [], {}),
        "papers_url": page_url(draft, PAPERS),
        "fees": fees,
        "limit": guidance.SAME_DAY
        if limit.unit == "same_day"
        else guidance.span_words(limit.amount, limit.unit),
        "delivery": delivery,
        "consent": consent,
        "errors": faults + named_errors([delivery, consent]),
        "unfinished": page_url(draft, first_wrong.id, "1") if first_wrong else "",
        "lacking": lacking,
        "previous": page_url(draft, PAPERS),
        "here": page_url(draft, REVIEW),
        "forget": [page_url(draft, one.id) for one in filling.screens],
        **steps_of(draft, filling, REVIEW),
    }
    return show(request, "portal/review.html", context, status=422 if errors or faults else 200)


def _faults(draft: Draft, filling: Filling, lacking: NotComplete) -> list[dict[str, str]]:
    """Everything that is wrong or missing, each with the page where it is put right."""
    told = []
    for path, (vi, en) in lacking.fields.items():
        first = path.split(".", 1)[0]
        if first == "papers":
            told.append({"href": page_url(draft, PAPERS), "text": language.say(vi, en)})
            continue
        asked = filling.compiled.fields_by_id.get(first)
        where = filling.screen_with(first).id
        label = language.pick(asked.field.label) + ": " if asked else ""
        told.append(
            {
                "href": f"{page_url(draft, where, '1')}#id-{first}-field",
                "text": f"{label}{language.say(vi, en)}",
            }
        )
    return told
