"""What people hear of their requests: the consumer "subject-request-notices" of the outbox. No value leaves by mail."""

from collections.abc import Sequence

from django.conf import settings

from motcua.exchange import notices
from motcua.foundation.events import Delivered
from motcua.records.subject_requests.changes import TOLD
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.consents import request_words as words

CONSUMER = "subject-request-notices"
KINDS = TOLD
TITLES = {
    "subject-request.received": ("Đã nhận yêu cầu về dữ liệu của bạn", "Your request about your data has arrived"),
    "subject-request.taken": ("Yêu cầu của bạn đang được thực hiện", "Your request is being carried out"),
    "subject-request.extended": ("Yêu cầu của bạn cần thêm thời gian", "Your request needs more time"),
    "subject-request.done": ("Yêu cầu của bạn đã được thực hiện", "Your request has been carried out"),
    "subject-request.partly": (
        "Yêu cầu của bạn đã được thực hiện một phần", "Your request has been carried out in part",
    ),
    "subject-request.refused": ("Yêu cầu của bạn không được thực hiện", "Your request is not carried out"),
}  # fmt: skip


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch: four statements, whatever its size."""
    rows = SubjectRequest.objects.select_related("claimant").in_bulk({event.data["id"] for event in batch})
    notices.send(
        [
            _notice(event, found)
            for event in batch
            if (found := rows.get(event.data["id"])) is not None and event.kind in TITLES
        ]
    )


def _notice(event: Delivered, found: SubjectRequest) -> notices.Notice:
    at = 1 if found.language == "en" else 0
    title, kind = TITLES[event.kind][at], words.KINDS[found.kind][at]
    lines = [
        f"{'Dear' if at else 'Kính gửi'} {found.claimant.full_name},",
        "",
        f"{title}: {kind}.",
    ]
    if found.open:
        due = f"{found.due_at.astimezone(event.at.tzinfo):%d/%m/%Y}"
        lines.append(f"It is due by {due}." if at else f"Hạn thực hiện: {due}.")
    return notices.Notice(
        key=f"event/{event.id}",
        person_id=found.claimant_id,
        address=found.claimant.email,
        language=found.language,
        subject=title,
        body="\n".join(lines),
        link=f"{settings.PUBLIC_URL}/yeu-cau-du-lieu/{found.uuid}/",
        dossier_code="",
        at=event.at,
    )
