"""A card is photographed at the desk and leads to its person, with the purpose said first. The photo stays in the browser."""

import io

import pytest
import segno
from PIL import Image

pytestmark = pytest.mark.browser
OWNER = "Lê Quốc Khánh"


def code_of(payload: str) -> Image.Image:
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(out, kind="png", scale=5, border=6)
    return Image.open(out).convert("RGB")


def photo(picture: Image.Image) -> dict:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return {"name": "the.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def card(pin: str, name: str, born) -> Image.Image:
    """A card's code; the address of a card is the old one."""
    return code_of(f"{pin}||{name}|{born:%d%m%Y}|Nam|Quận Cầu Giấy, Hà Nội|10042021")


def on_a_table(code: Image.Image) -> Image.Image:
    """As a phone takes it: twelve megapixels of table, and on it a card, not quite straight."""
    table = Image.new("RGB", (4000, 3000), (146, 128, 110))
    turned = code.rotate(4, expand=True, fillcolor=(146, 128, 110))
    table.paste(turned, (2400, 1300))
    return table


def test_a_photographed_card_opens_the_record_of_its_person_and_the_photo_goes_nowhere(city_site, chromium):
    pin, born = city_site.ask("select pin, birth_date from city_person where full_name = %s", OWNER)[0]
    desk = city_site.officer(chromium, "justice")
    posted = []
    desk.on("request", lambda asked: posted.append(asked) if asked.method != "GET" else None)
    desk.goto("/dan-cu/")
    desk.select_option("#purpose", "checking")
    desk.wait_for_selector("#number")
    desk.fill("#number", "00109000001")
    desk.get_by_role("button", name="Tìm", exact=True).click()
    desk.wait_for_selector("#number-error")
    assert desk.input_value("#number") == "00109000001"

    desk.get_by_role("button", name="Quét thẻ").click()
    desk.set_input_files("[data-card-file]", [photo(code_of("https://vidu.example"))])
    desk.locator("[data-card-status]", has_text="Không đọc được").wait_for()
    desk.set_input_files("[data-card-file]", [photo(on_a_table(card(pin, OWNER, born)))])
    desk.wait_for_url("**/dan-cu/*/")
    assert desk.locator("h1").inner_text() == OWNER
    assert "Chủ hộ" in desk.locator("main").inner_text()
    assert posted and all(len(asked.post_data_buffer or b"") < 2000 for asked in posted)
