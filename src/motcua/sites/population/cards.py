"""The code on an identity card from a photograph, where the browser cannot read it itself. The picture is not kept."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from motcua.foundation import clock
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.foundation.worktime import VN
from motcua.sites.desk.officer import Officer, officer_page

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 4_000
WAYS = (1.0, 0.5, 2.0)
"""Sizes at which the code is looked for: photographs of phones are large, cut-outs are small."""


@require_POST
@officer_page
def read(request: HttpRequest, officer: Officer) -> HttpResponse:
    """`{"payload": "…"}` for the first code on a picture that is a card's, else 422. Nobody is looked up here."""
    if not (officer.receives or officer.powers.holds_any("see_person")):
        return JsonResponse({"error": "no"}, status=403)
    picture = request.FILES.get("picture")
    if picture is None or picture.size is None or picture.size > MOST_BYTES:
        return JsonResponse({"error": "picture"}, status=422)
    payload = code_on(picture.read())
    try:
        parse_card_qr(payload, clock.now().astimezone(VN).date())
    except CardQrError:
        return JsonResponse({"error": "unreadable"}, status=422)
    return JsonResponse({"payload": payload})


def code_on(content: bytes) -> str:
    """The text of the QR code on a picture; empty when there is none, or the bytes are no picture."""
    import cv2
    import numpy

    try:
        picture = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return ""
    if picture is None:
        return ""
    if (longest := max(picture.shape[:2])) > MOST_PIXELS:
        scale = MOST_PIXELS / longest
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reader = cv2.QRCodeDetector()
    for scale in WAYS:
        sized = picture if scale == 1 else cv2.resize(picture, None, fx=scale, fy=scale)
        try:
            text, *_ = reader.detectAndDecode(sized)
        except (cv2.error, UnicodeDecodeError):
            continue
        if text:
            return str(text)
    return ""
