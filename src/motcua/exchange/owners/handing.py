"""A batch of proposals goes to the owner of its source, and what the owner answers is booked row by row.

The same batch may go again: the owner knows each proposal by its id, and answers that are known change nothing. So a line that
breaks, and an owner that answers a part today and the rest next week, are both mended by sending once more.
"""

from base64 import b64encode
from datetime import datetime

import orjson
import requests

from motcua.exchange.bodies import signatures
from motcua.exchange.owners import lines
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.records.quality import mending

CONNECT_S, ANSWER_S = 3.0, 20.0
LONGEST_ANSWER = 20_000_000
"""Bytes of an owner's answer, as of an uploaded file."""


class NotHanded(Exception):
    """The batch was not taken, or its answer is not believed: nothing was booked. Says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def hand_over(source: str, sent_at: datetime, *, by: Actor, at: datetime) -> mending.Answers:
    """Send a batch that was closed at `sent_at` to the owner of `source`, and book the answers.

    The batch bears the city's signature (CMS), the message and the answer the shared secret's. That the data went out is
    noted for everybody in the batch before it goes. Raises: NotAllowed, NotHanded, signing.NoKey, signing.CannotSign.
    """
    mending.may_send(by, at=at)
    address, secret = lines.address_of(source), lines.secret_of(source)
    if not address or not secret:
        raise NotHanded(
            "Cơ quan quản lý nguồn này chỉ nhận tệp: tải tệp và chữ ký rồi gửi.",
            "This owner takes files only: download the file and its signature.",
        )
    body = orjson.dumps({
        "batch": f"{source}:{round(sent_at.timestamp() * 1_000_000)}",
        "lines": b64encode(b"".join(mending.batch(source, sent_at))).decode(),
        "signature": b64encode(mending.signature(source, sent_at, at=at)).decode(),
    })  # fmt: skip
    audit.log_read(
        by, sorted(mending.people_in(source, sent_at)), purpose="Làm sạch dữ liệu",
        what=f"quality-proposals:{source}", code="data-quality", at=at,
    )  # fmt: skip
    return mending.take_answers(source, _answered(address, secret, body, at), by=by, at=at)


def _answered(address: str, secret: bytes, body: bytes, at: datetime) -> bytes:
    """The owner's answer, believed. Redirects are not followed: personal data do not move house. Raises: NotHanded."""
    headers = {"Content-Type": "application/json", **signatures.sign(secret, at, body)}
    try:
        with requests.post(
            address, data=body, headers=headers, timeout=(CONNECT_S, ANSWER_S), allow_redirects=False, stream=True
        ) as answer:  # fmt: skip
            content = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise NotHanded(
            "Chưa kết nối được với cơ quan quản lý nguồn; gửi lại sau.", "The owner cannot be reached; try later."
        ) from error  # fmt: skip
    if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
        raise NotHanded(
            f"Cơ quan quản lý nguồn đang bận (mã {answer.status_code}); gửi lại sau.",
            f"The owner is busy ({answer.status_code}); try later.",
        )
    if answer.status_code != 200:
        raise NotHanded(
            f"Cơ quan quản lý nguồn không nhận tệp (mã {answer.status_code}).",
            f"The owner does not take the batch ({answer.status_code}).",
        )
    if len(content) > LONGEST_ANSWER:
        raise NotHanded("Câu trả lời quá dài.", "The answer is too long.")
    time, signature = (
        answer.headers.get(name, "") for name in (signatures.TIME_HEADER, signatures.SIGNATURE_HEADER)
    )
    try:
        signatures.check(secret, time, signature, content, at)
    except (signatures.Forged, signatures.TooOld) as error:
        raise NotHanded(
            "Câu trả lời không có chữ ký đúng của cơ quan quản lý nguồn: không nhận.",
            "The answer does not bear the owner's signature: not taken.",
        ) from error
    return bytes(content)
