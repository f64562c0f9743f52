"""A document goes to its payer by e-mail, the signed file and its view attached. Once; a refused address is noted."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core import mail
from django.db import transaction

from motcua.exchange.jobs import mail_refusals
from motcua.foundation import amounts
from motcua.money.invoices import sheets
from motcua.money.invoices.models import Document

log = logging.getLogger(__name__)
Mail = Document.Mail


def send_waiting(now: Callable[[], datetime], most: int = 200) -> int:
    """Mail documents that wait for it, over one connection; how many went. A server that is down raises, and the job is
    tried again the next minute."""
    if not Document.objects.filter(mail=Mail.WAITING).exists():
        return 0
    sent, last = 0, 0
    with mail.mailers["default"] as connection:
        for _ in range(most):
            with transaction.atomic():
                row = (
                    Document.objects.select_for_update(skip_locked=True, of=("self",))
                    .select_related("unit", "order", "receipt", "original")
                    .filter(mail=Mail.WAITING, id__gt=last)
                    .order_by("id")
                    .first()
                )
                if row is None:
                    return sent
                last = row.pk
                try:
                    connection.send_messages([letter(row)])
                except mail_refusals() as error:
                    log.warning("document %s: mail refused: %s", row.pk, error)
                    row.mail = Mail.FAILED
                else:
                    row.mail, row.mailed_at = Mail.SENT, now()
                    sent += 1
                row.save(update_fields=["mail", "mailed_at"])
    return sent


def letter(row: Document) -> mail.EmailMessage:
    """The letter, in Vietnamese first."""
    what = ("Biên lai", "Receipt") if row.is_receipt else ("Hóa đơn", "Invoice")
    name = f"{row.symbol} {row.number_text}"
    link = f"{settings.PUBLIC_URL}/tra-cuu-hoa-don?ma={row.code}"
    text = (
        f"{what[0]} {name}, {amounts.format_dong(row.amount)}, hồ sơ {row.subject}.\n"
        f"Tệp XML có chữ ký số là bản gốc; tệp PDF là bản thể hiện. Kiểm tra tại {link}\n\n"
        f"{what[1]} {name}, {amounts.format_dong(row.amount, 'en')}, dossier {row.subject}.\n"
        f"The signed XML file is the original, the PDF shows it. Check it at {link}\n"
    )
    made = mail.EmailMessage(subject=f"{what[0]} {name}", body=text, to=[row.email])
    made.attach(f"{sheets.file_name(row)}.pdf", sheets.pdf_of(row), "application/pdf")
    made.attach(f"{sheets.file_name(row)}.xml", sheets.file_of(row), "application/xml")
    return made
