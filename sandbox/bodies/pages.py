"""What the clerks of a body see: who asks, about whom, and what can be answered."""

from typing import Any

from sandbox.bodies.state import SYSTEMS, Case, State
from sandbox.web import Response, esc, page

DONE = {
    "": "chờ trả lời",
    "answered": "đã trả lời",
    "refused": "đã từ chối",
    "returned": "đã đề nghị sửa",
    "paid": "đã nộp tiền",
}


def index(state: State, base: str) -> Response:
    rows = "".join(
        f'<tr><th scope="row"><a href="{esc(base)}/{key}/">{esc(name)}</a></th><td>{len(found)}</td>'
        f"<td>{sum(not case.done and not case.cancelled for case in found)}</td></tr>"
        for key, name in SYSTEMS.items()
        for found in [state.of(key)]
    )
    after = f"sau {state.after_s:g} giây" if state.after_s is not None else "khi bấm"
    return page(
        "Cơ quan bên ngoài",
        f"<h1>Cơ quan bên ngoài</h1><p>Tự trả lời {esc(after)}. "
        '<span lang="en">Answers by itself after that time.</span></p>'
        "<table><thead><tr><th>Cơ quan</th><th>Thông điệp</th><th>Chưa trả lời</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>",
    )


def cases(state: State, system: str, base: str) -> Response:
    rows = "".join(
        f'<tr><td><a href="{esc(base)}/{system}/{esc(case.id)}">{esc(case.message["code"])}</a></td>'
        f"<td>{esc(case.message['procedure']['vi'])}</td><td>{case.received:%d/%m %H:%M:%S}</td>"
        f"<td>{esc(_standing(case))}</td></tr>"
        for case in state.of(system)[:200]
    )
    empty = "" if rows else "<p>Chưa có thông điệp nào.</p>"
    return page(
        SYSTEMS[system],
        f'<p><a href="{esc(base)}/">Cơ quan bên ngoài</a></p><h1>{esc(SYSTEMS[system])}</h1>{empty}'
        "<table><thead><tr><th>Hồ sơ</th><th>Thủ tục</th><th>Nhận lúc</th><th>Trạng thái</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>",
    )


def case(state: State, case: Case, base: str) -> Response:
    message = case.message
    data = "".join(
        f'<tr><th scope="row">{esc(name)}</th><td>{esc(_shown(value))}</td></tr>'
        for name, value in message.get("data", {}).items()
    )
    papers = "".join(f"<li>{esc(one['name'])}</li>" for one in message.get("papers", ()))
    sent = "".join(
        f"<tr><td>{esc(DONE.get(one.outcome, one.outcome))}</td><td>{one.status}</td>"
        f"<td>{esc(_said(one.body))}</td></tr>"
        for one in case.sent
    )
    return page(
        message["code"],
        f'<p><a href="{esc(base)}/{case.system}/">{esc(SYSTEMS[case.system])}</a></p>'
        f"<h1>{esc(message['code'])}</h1><p>{esc(message['procedure']['vi'])}</p>"
        f"<p><strong>{esc(message['question']['vi'])}</strong></p>"
        f'<p class="hint">{esc(_standing(case))} · số của cơ quan: {esc(case.reference)}</p>'
        f"<table><tbody>{data}</tbody></table>"
        + (f"<h2>Giấy tờ</h2><ul>{papers}</ul>" if papers else "")
        + _buttons(case, f"{base}/{case.system}/{case.id}/press")
        + (
            "<h2>Đã gửi thành phố</h2><table><thead><tr><th>Nội dung</th><th>HTTP</th><th>Trả lời</th></tr>"
            f"</thead><tbody>{sent}</tbody></table>"
            if sent
            else ""
        ),
    )


def _buttons(case: Case, address: str) -> str:
    if case.cancelled:
        return '<p class="alert">Thành phố không cần trả lời nữa.</p>'
    if case.done == "answered" and case.duty is not None:
        pay = _button("receipt", "Báo đã nộp tại kho bạc", "The treasury has the money")
        return f'<form method="post" action="{esc(address)}"><ul class="people">{pay}</ul></form>'
    if case.done:
        return ""
    buttons = [
        _button("accept", "Đồng ý, trả lời", "Grant and answer"),
        _button("acknowledge", "Chỉ báo đã tiếp nhận", "Only say that it was taken up"),
    ]
    if case.system == "tax-notice":
        buttons.insert(0, _button("duty", "Ra thông báo nộp tiền", "Issue a notice to pay"))
    reasons = [
        _button("refuse", "Từ chối", "Refuse"),
        _button("return", "Đề nghị sửa thông tin", "Ask for a correction"),
    ]
    return (
        f'<form method="post" action="{esc(address)}"><ul class="people">{"".join(buttons)}</ul></form>'
        f'<form method="post" action="{esc(address)}"><p class="row"><label>Lý do '
        f'<input name="reason" maxlength="500"></label></p><ul class="people">{"".join(reasons)}</ul></form>'
    )


def _button(act: str, vi: str, en: str) -> str:
    return (
        f'<li><button name="act" value="{act}"><strong>{esc(vi)}</strong>'
        f'<span class="hint" lang="en">{esc(en)}</span></button></li>'
    )


def _standing(case: Case) -> str:
    if case.cancelled:
        return "thành phố đã thôi hỏi"
    return DONE.get(case.done, case.done) + (f" · nhận {case.times} lần" if case.times > 1 else "")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values())
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value)
    return {True: "có", False: "không"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _said(body: dict[str, Any]) -> str:
    error = body.get("error")
    if isinstance(error, dict):
        return f"{error.get('vi', '')} {', '.join(error.get('fields') or {})}".strip()
    return str(error or body.get("code") or "")
