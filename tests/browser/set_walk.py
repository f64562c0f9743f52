"""A resident files a linked set on the portal from given answers, whatever the form looks like; the city does its part."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from motcua.project.demo_run import DATABASE, ROOT
from motcua.project.embedded import EmbeddedPostgres
from motcua.project.embedded.postgres import FOR_TESTS
from tests.browser import pages
from tests.browser.city_site import CitySite, begin_form
from tests.browser.pages import choose, settled

SCREENS = 60


def file_set(page: Page, name: str, code: str, answers: Mapping[str, Any]) -> str:
    """From the procedure's page to the number of the dossier; fees that are due at filing are paid. The code."""
    page.goto(f"/nop/{code}")
    begin_form(page, name)
    fill_form(page, answers)
    for paper in page.locator("input[type=file]").all():
        paper.set_input_files(pages.scan("GIAY TO"))
    pages.go_on(page)
    offered = page.locator("input[name=delivery]")
    offered.first.wait_for(state="attached")
    choose(page, "delivery", offered.first.get_attribute("value") or "")
    choose(page, "consent", "yes")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/ho-so/**")
    number = page.locator(".mc-code").first.text_content() or ""
    pay(page)
    return number


def fill_form(page: Page, answers: Mapping[str, Any]) -> None:
    """Answer every question that stands on a screen, until the papers are asked for."""
    for _ in range(SCREENS):
        if re.search(r"/(giay-to|xem-lai)$", page.url):
            return
        fill_screen(page, answers)
        before = page.url
        settled(page)
        page.locator("button[name=_next]:visible").last.click()
        page.wait_for_load_state()
        wrong = page.locator(".mc-error:visible")
        assert page.url != before, (page.url, wrong.all_text_contents())
    raise AssertionError("the form never came to its papers")


def fill_screen(page: Page, answers: Mapping[str, Any]) -> None:
    """What is asked now, and then what these answers make it ask."""
    pages.change_known(page)
    done: set[str] = set()
    for _ in range(6):
        before = len(done)
        for name, value in answers.items():
            if name in done:
                continue
            if isinstance(value, list) and value and isinstance(value[0], dict):
                if page.locator(f"[name^='{name}-0-']").count():
                    for number, row in enumerate(value):
                        for field, one in row.items():
                            answer(page, f"{name}-{number}-{field}", one)
                    done.add(name)
            elif answer(page, name, value):
                done.add(name)
        settled(page)
        if len(done) == before:
            return


def answer(page: Page, name: str, value: Any) -> bool:
    """Whether the question stands here; answered then."""
    if isinstance(value, dict):
        if (
            not page.locator(f"[name='{name}-line']").count()
            and not page.locator(f"[name='{name}-commune']").count()
        ):
            return False
        pages.address(page, name, value["line"], value["unit"])
        return True
    if (
        isinstance(value, str)
        and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        and page.locator(f"[name='{name}-day']").count()
    ):
        year, month, day = map(int, value.split("-"))
        pages.date(page, name, day, month, year)
        return True
    if page.locator(f"[name='{name}-commune']").count():
        pages.select(page, f"{name}-commune", str(value))
        return True
    here = page.locator(f"[name='{name}']")
    if not here.count():
        return False
    kind = here.first.evaluate("one => one.tagName + ' ' + (one.type || '')")
    if "radio" in kind or "checkbox" in kind:
        for one in value if isinstance(value, list) else [value]:
            chosen = {True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one
            tick = page.locator(f"input[name='{name}'][value='{chosen}']").first
            if not tick.is_checked():
                choose(page, name, str(chosen))
    elif kind.startswith("SELECT"):
        pages.select(page, name, str(value))
        return here.first.input_value() == str(value)  # else once more: the box was not ready yet
    elif not here.first.evaluate("one => one.readOnly"):
        here.first.fill(str(value))
        here.first.blur()
    return True


def pay(page: Page) -> None:
    """By the sandbox's gateway, where money is due at filing."""
    button = page.get_by_role("button", name=re.compile("^Thanh toán"))
    if not button.count():
        link = page.get_by_role("link", name=re.compile("^Thanh toán"))
        if not link.count():
            return
        link.first.click()
        button = page.get_by_role("button", name=re.compile("VNPAY|^Thanh toán"))
    button.first.click()
    page.wait_for_url("**/vnpay/**")
    page.get_by_role("button", name=re.compile("Thanh toán thành công")).click()
    page.wait_for_url("**/thanh-toan/vnpay/ket-qua**")


def officers_work(site: CitySite, code: str, entered: Mapping[str, Mapping[str, Any]]) -> None:
    """The city's officers do the steps of the set and its parts; bodies outside answer by themselves."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MOTCUA_", "DJANGO_", "PYTEST_"))
    }
    own |= {
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings", "MOTCUA_DEMO": "1", "MOTCUA_DATA": str(site.data),
        "MOTCUA_PUBLIC_URL": site.url, "MOTCUA_SANDBOX_URL": site.sandbox, "MOTCUA_LOG_LEVEL": "ERROR",
        "DATABASE_URL": EmbeddedPostgres(site.data, FOR_TESTS).url(DATABASE),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.browser.off_screen", code, json.dumps(entered)]
    done = subprocess.run(
        command, env=own, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr[-2500:]
