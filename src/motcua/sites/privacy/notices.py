"""What people hear of the protection of their data: the consumer "privacy-notices" of the outbox."""

from collections.abc import Sequence

from django.conf import settings

from motcua.city.models import Account
from motcua.exchange import notices
from motcua.foundation.events import Delivered
from motcua.records.privacy.models import LookQuestion, Review

CONSUMER = "privacy-notices"
KINDS = frozenset({"look-question-asked", "look-question-answered", "look-review-asked"})


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch: five statements, whatever its size."""
    asked = {event.data["id"] for event in batch if event.kind == "look-review-asked"}
    about = {event.data["id"] for event in batch if event.kind != "look-review-asked"}
    questions = LookQuestion.objects.select_related("person").in_bulk(about) if about else {}
    reviews = Review.objects.select_related("account").in_bulk(asked) if asked else {}
    rows = []
    for event in batch:
        if event.kind == "look-review-asked":
            if (review := reviews.get(event.data["id"])) is not None:
                rows.append(_to_officer(event, review.account, review))
        elif (question := questions.get(event.data["id"])) is not None:
            rows.append(_to_resident(event, question))
    notices.send(rows)


def _to_resident(event: Delivered, row: LookQuestion) -> notices.Notice:
    vi = row.language != "en"
    if event.kind == "look-question-answered":
        title = (
            "Câu hỏi về lượt xem dữ liệu đã được trả lời" if vi else "Your question about a look was answered"
        )
        more = row.answer
    else:
        title = "Đã nhận câu hỏi về lượt xem dữ liệu" if vi else "Your question about a look has arrived"
        due = f"{row.due_at.astimezone(event.at.tzinfo):%d/%m/%Y}"
        more = f"Hạn trả lời: {due}." if vi else f"An answer is due by {due}."
    greeting = f"{'Kính gửi' if vi else 'Dear'} {row.person.full_name},"
    return notices.Notice(
        key=f"event/{event.id}", person_id=row.person_id, address=row.person.email, language=row.language,
        subject=title, body="\n".join((greeting, "", row.about, "", more)),
        link=f"{settings.PUBLIC_URL}/ca-nhan/ai-da-xem/cau-hoi/{row.uuid}/", dossier_code="", at=event.at,
    )  # fmt: skip


def _to_officer(event: Delivered, account: Account, row: Review) -> notices.Notice:
    vi = account.language != "en"
    title = "Đề nghị giải thích lượt xem dữ liệu" if vi else "Please explain some looks at data"
    body = (
        f"Ngày {row.day:%d/%m/%Y} có lượt xem dữ liệu cần được làm rõ. Đây không phải là kết luận sai phạm."
        if vi
        else f"On {row.day:%d/%m/%Y} there were looks that need a word. This is not an accusation."
    )
    return notices.Notice(
        key=f"event/{event.id}", person_id=None, address=account.email, language=account.language, subject=title,
        body=body, link=f"{settings.PUBLIC_URL}/bao-ve-du-lieu/cua-toi/", dossier_code="", at=event.at,
    )  # fmt: skip
