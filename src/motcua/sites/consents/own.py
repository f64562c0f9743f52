"""What rooms above the records hold about a person and may forget: unsent forms, messages."""

from collections.abc import Sequence

from django.db.models import Q

from motcua.city import identities
from motcua.exchange.models import Message
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.records.subject_requests.holdings import Holding, Row, offer
from motcua.records.subject_requests.own import MOST, plain


def offer_all() -> None:
    kept = ("NĐ 118/2025/NĐ-CP, Luật Lưu trữ 2024", "decree 118/2025, law on archives")
    offer(Holding("dossiers", "Hồ sơ", "Dossiers", _dossiers, kept=kept, order=40))
    offer(Holding("drafts", "Đơn chưa gửi", "Unsent forms", _drafts, _forget_drafts, order=45))
    offer(
        Holding(
            "messages", "Tin trong hộp thư", "Messages in the inbox", _messages, _forget_messages, order=50
        )
    )


def _dossiers(person_id: int) -> Sequence[Row]:
    ids = identities.together(person_id)
    rows = Dossier.objects.filter(Q(applicant_id__in=ids) | Q(owner_id__in=ids)).order_by("-id")[:MOST]
    return [{"code": one.code, "submitted_at": plain(one.submitted_at), "status": one.status} for one in rows]


def _drafts(person_id: int) -> Sequence[Row]:
    rows = Draft.objects.filter(account__person_id__in=identities.together(person_id), sent_at=None)[:MOST]
    return [{"form": str(one.pk), "answers": plain(one.answers)} for one in rows]


def _forget_drafts(person_id: int) -> int:
    return Draft.objects.filter(account__person_id__in=identities.together(person_id), sent_at=None).delete()[
        0
    ]


def _messages(person_id: int) -> Sequence[Row]:
    rows = Message.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")[:MOST]
    return [{"subject": one.subject, "at": plain(one.created_at), "body": one.body} for one in rows]


def _forget_messages(person_id: int) -> int:
    """Messages that were read; what is unread may still be needed."""
    return Message.objects.filter(
        person_id__in=identities.together(person_id), read_at__isnull=False
    ).delete()[0]
