"""A reader's own look of pages, without an account and without JavaScript; and colours that words can be read on."""

import re

import pytest
from django.test import Client

from motcua.sites.shell import palette
from motcua.sites.shell.display import COOKIE, Display, chosen, from_cookie

HOSTILE = ["", "dark", "dark.high", "dark.high.large.x", '"><script>.high.large', "x" * 5000]


def html_class(page: str) -> str:
    return re.search(r'<html lang="\w+" class="([^"]*)"', page).group(1)


def test_without_a_choice_the_device_decides(client):
    assert html_class(client.get("/thiet-ke/").content.decode()) == "no-js"


def test_what_a_reader_chose_stands_on_the_page_when_it_leaves_the_house():
    reader = Client()
    asked = {"theme": "dark", "contrast": "high", "size": "larger", "next": "/thiet-ke/"}
    answer = reader.post("/hien-thi/", asked)
    assert (answer.status_code, answer["Location"]) == (302, "/thiet-ke/")
    page = reader.get("/thiet-ke/").content.decode()
    assert html_class(page) == "no-js theme-dark contrast-high size-larger"
    assert '<meta name="color-scheme" content="dark">' in page
    assert 'id="id-theme-3" name="theme" value="dark" checked' in reader.get("/hien-thi/").content.decode()


def test_the_choice_is_kept_for_a_year_and_says_nothing_about_the_reader(client):
    kept = client.post("/hien-thi/", {"theme": "dark"}).cookies[COOKIE]
    assert (kept.value, kept["max-age"]) == ("dark.auto.normal", 365 * 24 * 3600)


def test_the_way_back_leads_nowhere_else(client):
    assert client.post("/hien-thi/", {"next": "https://example.org/"})["Location"] == "/"
    assert 'value="/"' in client.get("/hien-thi/?next=//example.org/").content.decode()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_cookie_that_somebody_changed_is_worth_nothing(value):
    assert from_cookie(value).classes in ("", "contrast-high size-large")
    assert "script" not in from_cookie(value).classes


def test_what_is_not_offered_counts_as_not_chosen():
    assert chosen("blue", "none", "huge") == Display()


def test_a_cache_in_between_keeps_the_readers_apart(client):
    assert "Cookie" in client.get("/thiet-ke/")["Vary"]


@pytest.mark.parametrize("look", palette.LOOKS)
def test_words_and_edges_stand_out_in_every_look(look):
    weak = {
        f"{pair.over} on {pair.under}": round(pair.ratios[look], 2)
        for pair in palette.pairs()
        if look in pair.ratios and pair.ratios[look] < pair.least
    }
    assert weak == {}


@pytest.mark.parametrize("look", ["light_high", "dark_high"])
def test_who_asks_for_high_contrast_gets_seven_to_one_for_words(look):
    weak = {
        f"{p.over} on {p.under}": round(p.ratios[look], 2)
        for p in palette.pairs()
        if p.least == 4.5 and p.ratios[look] < 7
    }
    assert weak == {}


def test_contrast_is_counted_as_the_standard_counts_it():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_every_colour_of_the_style_sheet_is_in_the_table():
    sheet = (palette.TABLE.parent / "app.css").read_text("utf-8")
    used = set(re.findall(r"var\(--([a-z][a-z0-9-]*)", sheet))
    other = re.compile(r"s\d|t-|round|edge|font|lh-|quick|calm|shade|ground|leaflet")
    assert {name for name in used if not other.match(name)} <= {one["name"] for one in palette.colours()}
