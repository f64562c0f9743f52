"""What people hear of their reports: the consumer "contest-notices" of the outbox. No value leaves the house by mail."""

from collections.abc import Sequence

from django.conf import settings

from motcua.exchange import notices
from motcua.foundation.events import Delivered
from motcua.records.contests.changes import TOLD
from motcua.records.contests.models import Contest
from motcua.sites.wallet import words

CONSUMER = "contest-notices"
KINDS = TOLD
TITLES = {
    "contest-received": ("Đã nhận đề nghị chỉnh sửa dữ liệu", "Your report of wrong data has arrived"),
    "contest-taken": ("Đang xác minh dữ liệu", "The data are being checked"),
    "contest-corrected": ("Dữ liệu đã được chỉnh sửa", "The data have been corrected"),
    "contest-refused": ("Dữ liệu không được chỉnh sửa", "The data have not been corrected"),
    "contest-settled": ("Dữ liệu nay đã đúng", "The data are right by now"),
}


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch: four statements, whatever its size."""
    rows = Contest.objects.select_related("claimant", "agency").in_bulk({event.data["id"] for event in batch})
    notices.send(
        [
            _notice(event, contest)
            for event in batch
            if (contest := rows.get(event.data["id"])) is not None and event.kind in TITLES
        ]
    )


def _notice(event: Delivered, contest: Contest) -> notices.Notice:
    at = 0 if contest.language != "en" else 1
    title, agency = TITLES[event.kind][at], contest.agency.name_vi if at == 0 else contest.agency.name_en
    subject = words.subject(contest)["en" if at else "vi"]
    lines = [
        f"{'Dear' if at else 'Kính gửi'} {contest.claimant.full_name},",
        "",
        f"{title}: {subject}. {agency}.",
    ]
    if event.kind == "contest-received":
        due = f"{contest.due_at.astimezone(event.at.tzinfo):%d/%m/%Y}"
        lines.append(f"An answer is due by {due}." if at else f"Hạn trả lời: {due}.")
    if event.kind == "contest-refused" and contest.reason:
        lines.append(contest.reason)
    return notices.Notice(
        key=f"event/{event.id}",
        person_id=contest.claimant_id,
        address=contest.claimant.email,
        language=contest.language,
        subject=title,
        body="\n".join(lines),
        link=f"{settings.PUBLIC_URL}/du-lieu-sai/{contest.uuid}",
        dossier_code="",
        at=event.at,
    )
