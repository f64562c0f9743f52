"""What editors and approvers hear of publication by two people: the consumer "publication-notices" of the outbox.

Copies of procedures and reviews alike: who may decide is told that something waits, who put it forward what was decided.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse

from motcua.city.authority_holders import holders
from motcua.city.models import Account
from motcua.exchange import notices
from motcua.foundation.events import Delivered
from motcua.procedures.authoring import proposing
from motcua.procedures.authoring.models import Proposal
from motcua.procedures.review.models import Review
from motcua.sites.editor.frame import ISSUE

CONSUMER = "publication-notices"
ASKED = frozenset({"procedure.submitted", "review.submitted"})
KINDS = ASKED | {"procedure.approved", "procedure.rejected", "review.decided", "review.sent_back"}
TITLES = {
    "procedure.submitted": ("Có thủ tục chờ anh/chị duyệt", "A procedure waits for your approval"),
    "review.submitted": ("Có việc rà soát chờ anh/chị quyết định", "A review waits for your decision"),
    "procedure.approved": ("Thủ tục anh/chị trình đã được công bố", "What you submitted is published"),
    "procedure.rejected": ("Thủ tục anh/chị trình được trả lại để sửa", "What you submitted was sent back"),
    "review.decided": ("Việc rà soát anh/chị trình đã có quyết định", "Your review was decided"),
    "review.sent_back": ("Việc rà soát anh/chị trình được trả lại", "Your review was sent back"),
}
"""By the kind of event: what is told, in both languages."""


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch: two statements a kind of thing, four for each procedure that waits, and those of sending."""
    of_copies = {event.data["proposal"] for event in batch if "proposal" in event.data}
    of_reviews = {event.chain.removeprefix("review:") for event in batch if event.kind.startswith("review.")}
    proposals = Proposal.objects.select_related("copy", "by").defer("copy__tree").in_bulk(of_copies)
    reviews = {
        str(one.uuid): one
        for one in Review.objects.select_related("opened_by", "submitted_by").filter(uuid__in=of_reviews)
    }
    rows: list[notices.Notice] = []
    for event in batch:
        if event.kind.startswith("review."):
            if (review := reviews.get(event.chain.removeprefix("review:"))) is not None:
                rows += _of_review(event, review)
        elif (proposal := proposals.get(event.data.get("proposal"))) is not None:
            rows += _of_copy(event, proposal)
    notices.send(rows)


def _of_copy(event: Delivered, proposal: Proposal) -> list[notices.Notice]:
    copy = proposal.copy
    link = reverse("editor:publish", args=[copy.uuid])
    if event.kind in ASKED:
        field = Proposal.objects.filter(pk=proposal.pk).values_list("copy__tree__field", flat=True).first()
        may = holders(
            ISSUE, at=event.at, procedure_code=copy.code, field=field if isinstance(field, str) else ""
        )
        wrote = proposing.authors_of(copy) | {proposal.by_id}
        to: Iterable[Account] = [one for one in may if one.pk not in wrote]
        who, words = proposal.by_name, proposal.reason
    else:
        to = [proposal.by] if proposal.by is not None else []
        who, words = proposal.answered_by_name, proposal.words
    return [_notice(event, one, copy.name, who, words, link) for one in to]


def _of_review(event: Delivered, review: Review) -> list[notices.Notice]:
    link = reverse("review:one", args=[review.uuid])
    own = {one.pk: one for one in (review.opened_by, review.submitted_by) if one is not None}
    if event.kind in ASKED:
        may = holders(ISSUE, at=event.at)
        to: Iterable[Account] = [one for one in may if one.pk not in own]
        who, words = str(event.actor.get("name", "")), review.reason
    else:
        to, who, words = own.values(), str(event.actor.get("name", "")), review.words
    return [_notice(event, one, review.name, who, words, link) for one in to]


def _notice(event: Delivered, to: Account, name: str, who: str, words: str, link: str) -> notices.Notice:
    english = to.language == "en"
    title = TITLES[event.kind][english]
    lines = [f"{title}: {name}.", f"{who}." if who else "", words]
    return notices.Notice(
        key=f"event/{event.id}/{to.pk}",
        person_id=to.person_id,
        address=to.email,
        language=to.language,
        subject=f"{title}: {name}"[:200],
        body="\n".join(line for line in lines if line),
        link=f"{settings.PUBLIC_URL}{link}",
        dossier_code="",
        at=event.at,
    )
