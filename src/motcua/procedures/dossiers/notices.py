"""Which events people are told of, and in which words: the consumer "notices" of the outbox.

A notice says what happened, what to do and where; it holds no more personal data than it needs, because it
leaves the house by e-mail.
"""

from collections.abc import Sequence

from django.conf import settings

from motcua.exchange import notices
from motcua.exchange.publishing.surveys import service
from motcua.foundation.events import Delivered
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import wording
from motcua.procedures.dossiers.models import Dossier

CONSUMER = "notices"
TOLD = frozenset(
    {
        "submitted", "taken-in", "accepted", "refused", "supplement-asked", "supplement-given", "supplement-expired",
        "payment-awaited", "payment-arrived", "fee-paid", "withdrawn", "stopped", "refused-after-appraisal",
        "finished", "returned", "reopened", "extended", "work-started", "overdue", "agency-changed",
        "set-due-moved", "part-sent-back",
        "external-refused", "external-returned", "duty-paid", "duty-reminded", "result-with-post", "result-back-from-post",
        "result-lost-by-post",
    }
)  # fmt: skip
TO_DO = {
    "supplement-asked": ("Việc cần làm: gửi bổ sung trong hồ sơ của bạn.", "To do: send what is missing."),
    "payment-awaited": (
        "Việc cần làm: thanh toán để hồ sơ được tiếp tục.",
        "To do: pay, so that work goes on.",
    ),
    "finished": ("Bạn có thể tải kết quả đã ký số trong hồ sơ.", "You can download the signed result."),
}

OF_THE_SET = frozenset({"submitted", "taken-in", "accepted", "work-started", "returned", "supplement-given"})
"""What is told once for a linked set, by its own dossier, and not again for each part."""
LAST = frozenset({"returned", "refused", "refused-after-appraisal", "stopped", "withdrawn"})
"""The last that is heard of a dossier: the notice asks for a rating."""


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch of events: three or four statements, whatever its size."""
    by_uuid = {
        str(dossier.uuid): dossier
        for dossier in Dossier.objects.filter(uuid__in={event.chain.split("/")[1] for event in batch})
    }
    notices.send(
        [
            notice
            for event in batch
            if (dossier := by_uuid.get(event.chain.split("/")[1])) is not None
            and (notice := _notice(event, dossier)) is not None
        ]
    )


def _notice(event: Delivered, dossier: Dossier) -> notices.Notice | None:
    procedure = compiled_version(dossier.version_id)
    if dossier.part_of_id is not None and event.kind in OF_THE_SET:
        return None
    words = wording.of(event.kind, event.data, procedure)
    if words is None or not words.for_resident:
        return None
    vietnamese = dossier.language != "en"
    name = procedure.definition.name.vi if vietnamese else procedure.definition.name.en
    title = words.vi if vietnamese else words.en
    detail = words.detail_vi if vietnamese else words.detail_en
    to_do = TO_DO.get(event.kind, ("", ""))[0 if vietnamese else 1]
    hello = f"Kính gửi {dossier.applicant_name}," if vietnamese else f"Dear {dossier.applicant_name},"
    about = f"Hồ sơ {dossier.code}: {name}." if vietnamese else f"Request {dossier.code}: {name}."
    lines = [hello, "", about, f"{title}.", *([detail] if detail else []), *([to_do] if to_do else [])]
    if event.kind in LAST:
        address = f"{settings.PUBLIC_URL}/khao-sat/phieu/{service.token_for(dossier.uuid)}"
        lines += ["", f"Mời bạn đánh giá trong 30 ngày: {address}" if vietnamese
                  else f"Please rate us within 30 days: {address}"]  # fmt: skip
    return notices.Notice(
        key=f"event/{event.id}",
        person_id=dossier.applicant_id or dossier.owner_id,
        address=dossier.email,
        language=dossier.language,
        subject=f"[{dossier.code}] {title}",
        body="\n".join(lines),
        link=f"{settings.PUBLIC_URL}/ho-so/{dossier.uuid}",
        dossier_code=dossier.code,
        at=event.at,
    )
