"""The mailbox seen in a browser and as JSON."""

import re
from dataclasses import asdict
from wsgiref.types import WSGIApplication

from sandbox.config import Config
from sandbox.mail.state import Letter, State
from sandbox.web import Request, Response, Routes, esc, json_response, page, redirect

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
SHOWN = 200
# A letter's own markup: no scripts, no forms, nothing fetched; links open in a new window.
LETTER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)


def application(state: State, config: Config) -> WSGIApplication:
    """WSGI application of the mailbox; sees paths below `/mail`."""
    return Mailbox(state).routes


class Mailbox:
    def __init__(self, state: State) -> None:
        self.state = state
        self.routes = Routes(
            {
                ("GET", ""): lambda request: redirect("/mail/"),
                ("GET", "/"): self.list,
                ("GET", "/api/messages"): self.api,
                ("GET", "/{id_}"): self.show,
                ("GET", "/{id_}/html"): self.markup,
            }
        )

    def list(self, request: Request) -> Response:
        to = request.query.get("to", "")
        letters = self.state.newest_first(to)[:SHOWN]
        rows = "".join(_row(letter) for letter in letters)
        table = (
            "<table><thead><tr><th>Nhận lúc</th><th>Tới</th><th>Tiêu đề</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
        search = (
            '<form class="row" method="get" action="/mail/"><label>Địa chỉ người nhận<br>'
            f'<input name="to" value="{esc(to)}" autocomplete="off"></label>'
            '<button class="main">Lọc</button></form>'
        )
        empty = '<p class="hint">Chưa có thư nào.</p>'
        return page("Hộp thư điện tử", f"<h1>Hộp thư điện tử</h1>{search}{table if letters else empty}")

    def api(self, request: Request) -> Response:
        letters = self.state.newest_first(request.query.get("to", ""))
        return json_response({"messages": [asdict(letter) for letter in letters]})

    def show(self, request: Request, id_: str) -> Response:
        letter = self.state.letter(id_)
        if letter is None:
            return _missing()
        parts = [
            f"<h1>{esc(letter.subject or '(không có tiêu đề)')}</h1>",
            f"<p class=hint>Từ {esc(letter.shown_from)}<br>Tới {esc(', '.join(letter.to))}<br>"
            f"Lúc {esc(letter.received_at)}</p>",
        ]
        if letter.text:
            parts.append(f"<h2>Bản chữ</h2><pre>{with_links(letter.text)}</pre>")
        if letter.html:
            source = f"/mail/{esc(letter.id)}/html"
            parts.append(f'<h2>Bản trình bày</h2><iframe title="Nội dung thư" src="{source}"></iframe>')
        if letter.attachments:
            parts.append(f"<p>Tệp đính kèm: {esc(', '.join(letter.attachments))}</p>")
        return page(letter.subject, "".join(parts) + '<p><a href="/mail/">Về hộp thư</a></p>')

    def markup(self, request: Request, id_: str) -> Response:
        letter = self.state.letter(id_)
        if letter is None:
            return _missing()
        body = f'<base target="_blank">{letter.html}'
        return Response(body, headers=[("Content-Security-Policy", LETTER_POLICY)])


def with_links(text: str) -> str:
    """Escaped text in which web addresses can be clicked."""
    parts, end = [], 0
    for match in LINK.finditer(text):
        address = esc(match.group())
        parts += [esc(text[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join(parts) + esc(text[end:])


def _row(letter: Letter) -> str:
    subject = esc(letter.subject or "(không có tiêu đề)")
    return (
        f"<tr><td>{esc(letter.received_at)}</td><td>{esc(', '.join(letter.to))}</td>"
        f'<td><a href="/mail/{esc(letter.id)}">{subject}</a></td></tr>'
    )


def _missing() -> Response:
    return page("Không có thư này", '<h1>Không có thư này</h1><p><a href="/mail/">Về hộp thư</a></p>', 404)
