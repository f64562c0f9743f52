"""The gateway as browsers see it. WSGI; sees paths below `/cameras`."""

import hashlib
import hmac
from datetime import datetime, timedelta, timezone
from typing import Any
from wsgiref.types import WSGIApplication

from sandbox.cameras.state import State
from sandbox.web import Request, Response, Routes, esc, page

VIETNAM = timezone(timedelta(hours=7))
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif">
<rect width="640" height="360" fill="#d8d4c8"/>
<rect y="250" width="640" height="110" fill="#b9b2a1"/>
<rect x="70" y="190" width="500" height="90" rx="6" fill="#2d6f67"/>
<rect x="70" y="180" width="500" height="18" fill="#f6eede"/>
<rect x="250" y="110" width="140" height="70" rx="4" fill="#33312c"/>
<rect x="258" y="118" width="124" height="54" fill="#9cc3bd"/>
<circle cx="180" cy="130" r="26" fill="#8f8878"/>
<rect x="146" y="156" width="68" height="34" rx="14" fill="#8f8878"/>
<text x="16" y="30" font-size="20" fill="#33312c">{code}</text>
<text x="624" y="30" font-size="20" text-anchor="end" fill="#33312c">{time}</text>
<text x="320" y="335" font-size="18" text-anchor="middle" fill="#33312c">Hình vẽ giả định, không phải camera thật</text></svg>"""


def application(state: State, config: Any = None) -> WSGIApplication:
    """The gateway over `state`."""

    def picture(request: Request, code: str) -> Response:
        asked = request.query
        told = f"{asked.get('code', '')}|{asked.get('look', '')}|{asked.get('exp', '')}"
        right = hmac.new(state.secret.encode(), told.encode(), hashlib.sha256).hexdigest()
        expiry = asked.get("exp", "")
        if (
            not hmac.compare_digest(right, asked.get("sig", ""))
            or asked.get("code") != code
            or not expiry.isdigit()
            or int(expiry) < state.now()
        ):
            return Response("Forbidden", 403, "text/plain")
        at = datetime.fromtimestamp(state.now(), VIETNAM)
        drawn = PICTURE.format(code=esc(code), time=f"{at:%d/%m/%Y %H:%M:%S}")
        return Response(drawn, content_type="image/svg+xml", headers=[("Cache-Control", "no-store")])

    return Routes(
        {
            ("GET", ""): _about,
            ("GET", "/"): _about,
            ("GET", "/{code}"): picture,
        }
    )


def _about(request: Request) -> Response:
    return page(
        "Cổng hình ảnh",
        "<h1>Cổng hình ảnh</h1><p>Chỉ đưa hình cho lượt xem đã được hệ thống ký.</p>",
    )
