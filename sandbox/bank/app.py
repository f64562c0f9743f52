"""The bank as a payer and as the account's holder see it. WSGI; sees paths below `/bank`.

A payer pastes what a bank's app would read from the VietQR, or types account, amount and note; the holder is told by a message
and takes statements as MT940 or camt.053.
"""

import re
from typing import Any
from wsgiref.types import WSGIApplication

from sandbox.bank import merchants, statements, telling
from sandbox.bank.state import State
from sandbox.web import Request, Response, Routes, esc, page, redirect


def application(state: State, config: Any = None) -> WSGIApplication:
    """The bank over `state`; `config` says where payments to merchants are told, without it no other account is known."""
    hub = merchants.Hub.of(config) if config is not None else None

    def about(request: Request) -> Response:
        asked = read_qr(request.query.get("qr", ""))
        return _page(state, asked, request.environ.get("SCRIPT_NAME", ""))

    def transfer(request: Request) -> Response:
        form = request.form()
        amount = form.get("amount", "").replace(".", "").strip()
        account = form.get("account", "").strip()
        others = account != state.account.number
        if (
            not re.fullmatch(r"[0-9]{1,12}", amount)
            or int(amount) == 0
            or (others and (hub is None or not re.fullmatch(r"[A-Za-z0-9]{4,19}", account)))
        ):
            return page(
                "Không chuyển được", "<h1>Không chuyển được</h1><p>Sai tài khoản hoặc số tiền.</p>", 422
            )
        if others and hub is not None:
            paid = state.elsewhere(int(amount), form.get("note", "")[:200], form.get("payer", "")[:100])
            merchants.start(paid, account, hub, state.faults)
            return redirect(request.environ.get("SCRIPT_NAME", "") + "/")
        one = state.move(
            int(amount), form.get("note", "")[:200], form.get("payer", "")[:100] or "NGUYEN VAN THU"
        )
        telling.start(one, state)
        return redirect(request.environ.get("SCRIPT_NAME", "") + "/")

    return Routes(
        {
            ("GET", ""): lambda request: redirect(request.environ.get("SCRIPT_NAME", "") + "/"),
            ("GET", "/"): about,
            ("POST", "/transfer"): transfer,
            ("GET", "/statement.sta"): lambda request: Response(
                statements.mt940(state), content_type="text/plain; charset=us-ascii"
            ),
            ("GET", "/statement.xml"): lambda request: Response(
                statements.camt053(state), content_type="application/xml"
            ),
        }
    )


def read_qr(text: str) -> dict[str, str]:
    """Account, amount and purpose of a VietQR, read as an app would: by its fields, nothing checked."""
    fields = _fields(text)
    receiver = _fields(_fields(fields.get("38", "")).get("01", ""))
    return {
        "account": receiver.get("01", ""),
        "amount": fields.get("54", ""),
        "note": _fields(fields.get("62", "")).get("08", ""),
    }


def _fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at + 4 <= len(text) and text[at : at + 4].isdigit():
        length = int(text[at + 2 : at + 4])
        found[text[at : at + 2]] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _page(state: State, asked: dict[str, str], base: str) -> Response:
    inputs = "".join(
        f'<p><label>{label}<br><input name="{name}" value="{esc(asked.get(name, ""))}" size="40"></label></p>'
        for name, label in (
            ("account", "Tài khoản nhận"), ("amount", "Số tiền (đồng)"), ("note", "Nội dung"), ("payer", "Người chuyển"),
        )
    )  # fmt: skip
    rows = "".join(
        f"<tr><td>{esc(one.reference)}</td><td>{one.amount:,} ₫</td><td>{esc(one.note)}</td>"
        f"<td>{esc(', '.join(one.answer))}</td></tr>"
        for one in reversed(state.moved[-50:])
    )
    return page(
        "Ngân hàng",
        "<h1>Ngân hàng</h1>"
        f'<form method="get" action="{esc(base)}/"><p><label>Mã VietQR (chữ trong mã)<br>'
        '<input name="qr" size="60"></label> <button>Đọc mã</button></p></form>'
        f'<form method="post" action="{esc(base)}/transfer">{inputs}<p><button>Chuyển tiền</button></p></form>'
        f'<p><a href="{esc(base)}/statement.sta">Sao kê MT940</a> · <a href="{esc(base)}/statement.xml">camt.053</a></p>'
        "<table><thead><tr><th>Số bút toán</th><th>Số tiền</th><th>Nội dung</th><th>Trả lời</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>",
    )
