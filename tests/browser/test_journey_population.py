"""A card is photographed at the desk and leads to its person, with the purpose said first."""

import io

import pytest
import segno

pytestmark = pytest.mark.browser
OWNER = "Lê Quốc Khánh"


def card(pin: str, name: str, born) -> dict:
    """A photo of a card's code; the address of a card is the old one."""
    payload = f"{pin}||{name}|{born:%d%m%Y}|Nam|Quận Cầu Giấy, Hà Nội|10042021"
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(out, kind="png", scale=6, border=6)
    return {"name": "the.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_photographed_card_opens_the_record_of_its_person(city_site, chromium):
    pin, born = city_site.ask("select pin, birth_date from city_person where full_name = %s", OWNER)[0]
    desk = city_site.officer(chromium, "justice")
    desk.goto("/dan-cu/")
    desk.select_option("#purpose", "checking")
    desk.wait_for_selector("#number")
    desk.fill("#number", "00109000001")
    desk.get_by_role("button", name="Tìm", exact=True).click()
    desk.wait_for_selector("#number-error")
    assert desk.input_value("#number") == "00109000001"

    desk.get_by_role("button", name="Quét thẻ").click()
    desk.set_input_files("[data-card-file]", [card(pin, OWNER, born)])
    desk.wait_for_url("**/dan-cu/*/")
    assert desk.locator("h1").inner_text() == OWNER
    assert "Chủ hộ" in desk.locator("main").inner_text()
