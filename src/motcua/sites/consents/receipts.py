"""The receipt of a consent: what was agreed to, as PDF/A, with a code that anybody can check; and what was done under it."""

from typing import Any

from django.conf import settings

from motcua.exchange.credit_trust import answering
from motcua.exchange.credit_trust.checks import SERVICE, Outcome, all_checks
from motcua.foundation import worktime
from motcua.foundation.models import Event
from motcua.records import documents
from motcua.records.consents.models import Consent
from motcua.records.documents import forms
from motcua.records.documents.results import Row, Sheet, SheetBlock
from motcua.sites.consents import words
from motcua.sites.shell.language import both

TOLD = {
    "consent.given": ("Đã đồng ý", "Agreed"),
    "consent.used": ("Đã dùng để trả lời", "Used for an answer"),
    "consent.withdrawn": ("Đã rút lại", "Taken back"),
    "consent.barred": ("Đã đóng vì hỏi sai nhiều lần", "Closed: asked wrongly too often"),
}


def check_url(consent: Consent) -> str:
    return f"{settings.PUBLIC_URL}/kiem-tra-dong-y/{consent.code}"


def pdf(consent: Consent) -> bytes:
    """The receipt, set anew each time: it says how the consent was given, the page of its code how it stands now."""
    text = words.text_of(consent)
    given = consent.given_at.astimezone(worktime.VN)
    rows = [
        Row(label="Người đồng ý", value=consent.person.full_name),
        Row(label="Mục đích", value=text.what_for.vi),
        Row(label="Bên kiểm soát dữ liệu", value=text.controller.vi),
        Row(label="Bên nhận", value=consent.receiver_name or words.RECEIVERS.get(text.receiver, ("",))[0]),
        Row(label="Dữ liệu", value="\n".join(one.vi for one in words.data(consent, text))),
        Row(label="Lúc", value=f"{given:%H:%M, %d/%m/%Y}"),
        Row(label="Đến hết", value=f"{consent.expires_at.astimezone(worktime.VN):%H:%M, %d/%m/%Y}"),
        Row(label="Cách đồng ý", value=words.CHANNELS[Consent.Channel(consent.channel)][0]),
    ]
    if consent.what_for:
        rows.insert(2, Row(label="Lời bên nhận", value=consent.what_for))
    if consent.representative is not None:
        rows.insert(1, Row(label="Người đại diện", value=consent.representative.full_name))
    sheet = Sheet(
        head=forms.Letterhead(agency=text.controller.vi.upper(), number=consent.code, on=given.date()),
        signer=forms.Signer(post="CỔNG DỊCH VỤ MỘT CỬA", name=""),
        title="BIÊN NHẬN ĐỒNG Ý XỬ LÝ DỮ LIỆU CÁ NHÂN",
        qr=check_url(consent),
        check_url=check_url(consent),
        blocks=[
            SheetBlock(heading=text.title.vi, rows=rows),
            SheetBlock(
                heading="Quyền của bạn",
                paragraphs=[
                    "Rút lại sự đồng ý bất cứ lúc nào tại trang “Tôi đã đồng ý những gì” hoặc tại quầy một cửa; "
                    "rút lại có hiệu lực ngay.",
                    f"Văn bản đã đọc: {text.purpose}, bản {text.version}, dấu vân tay {consent.text_hash[:16]}.",
                ],
            ),
        ],
        recipients=["Người đồng ý"],
        keep="Hệ thống",
    )
    return documents.render_form(sheet)


def answers_of(consent: Consent) -> list[dict[str, Any]]:
    """What a lender asked under it, and what was answered as long as the answer counts. At most one query."""
    if consent.purpose != SERVICE:
        return []
    checks = all_checks()
    return [
        {
            "at": row.at,
            "valid": row.valid,
            "lines": [
                (check.name, both(*answering.SAID[Outcome(row.outcomes[key])]))
                for key in row.checks
                if row.outcomes and (check := checks.named(key)) is not None
            ],
        }
        for row in answering.of_consent(consent.pk)
    ]


def uses_of(consent: Consent) -> list[dict[str, Any]]:
    """What happened to it, oldest first. One query."""
    return [
        {"at": event.at, "words": both(*TOLD[event.kind])}
        for event in Event.objects.filter(chain=consent.chain, kind__in=TOLD).order_by("seq")
    ]
