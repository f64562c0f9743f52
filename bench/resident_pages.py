"""First view of the resident's pages on a poor line and a slow phone. `python -m bench.resident_pages --url …`.

Wants a city that runs (`make demo`) and Chromium. The line is Chromium's own "slow 3G" (400 kbit/s, 400 ms round trip) and
the processor is slowed four times; every page is opened in a fresh window with nothing kept. Weight is what the line carried.
"""

import argparse
import os
import re
import statistics
import sys
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench.reporting import Result, at_most, report

KILOBITS, ROUND_TRIP_MS, SLOWER = 400, 400, 4
WEIGHT_AIM_KB, PAINT_AIM_S = 150, 2.0
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "vi-VN"}
PAINT = """() => new Promise(done => {
  const seen = performance.getEntriesByName('first-contentful-paint')[0];
  if (seen) return done(seen.startTime);
  new PerformanceObserver(list => { for (const one of list.getEntries())
    if (one.name === 'first-contentful-paint') done(one.startTime) }).observe({type: 'paint', buffered: true});
})"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.resident_pages")
    parser.add_argument("--url", default="http://localhost:8000", help="a demo city that runs")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts")
    parser.add_argument("--role", default="resident", help="whose own pages")
    parser.add_argument("--kilobits", type=int, default=KILOBITS)
    parser.add_argument("--round-trip", type=int, default=ROUND_TRIP_MS)
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    results: list[Result] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        state, form = _signed_on(browser, chosen.url, chosen.role)
        pages = (
            ("home", "/", None),
            ("a procedure", "/thu-tuc/1.001193", None),
            ("a life event", "/viec-trong-doi/co-con", None),
            ("a page of a form", form, state),
            ("my page", "/ca-nhan", state),
            ("results of a search", "/thu-tuc?q=lay so thu tu", None),
            ("what I owe", "/ca-nhan/thanh-toan", state),
            ("check an invoice", "/tra-cuu-hoa-don", None),
            ("my invoices", "/hoa-don-cua-toi/", state),
            ("my allowances", "/ca-nhan/chi-tra/", state),
            ("my collection points", "/diem-thu/", state),
            ("a drive near home", "/dat-lich-luu-dong/", None),
        )
        for name, path, session in pages:
            seen = [_first_view(browser, chosen, path, session) for _ in range(chosen.rounds)]
            weight = statistics.median(one[0] for one in seen) / 1000
            results.append(at_most(f"{name}: first view", weight, "kB", WEIGHT_AIM_KB))
            paint = statistics.median(one[1] for one in seen) / 1000
            results.append(at_most(f"{name}: first content", paint, "s", PAINT_AIM_S))
            print(f"{name}: {weight:.0f} kB, {paint:.2f} s", file=sys.stderr, flush=True)
        browser.close()
    line = (
        f"Line of {chosen.kilobits} kbit/s with a round trip of {chosen.round_trip} ms, processor slowed "
        f"{SLOWER} times, 360 pixels, nothing kept, median of {chosen.rounds}. {chosen.note}"
    )
    return report("resident_pages", results, line.strip())


def _signed_on(browser: Browser, url: str, role: str) -> tuple[Any, str]:
    """The session of a resident of the demo, and the address of a form's page begun by that person."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/demo/")
    page.locator(f"#vai-{role}").click()
    page.wait_for_load_state("networkidle")
    page.goto("/nop/1.001193")
    page.get_by_role("button", name=re.compile("Bắt đầu")).last.click()
    page.wait_for_url("**/nop/ban-nhap/**")
    path = urlsplit(page.url).path
    state = context.storage_state()
    context.close()
    return state, path


def _first_view(browser: Browser, chosen: Any, path: str, session: Any) -> tuple[int, float]:
    """Bytes on the line until the network is quiet, and milliseconds to the first content."""
    context = browser.new_context(base_url=chosen.url, storage_state=session, **PHONE)
    page = context.new_page()
    carried = _throttle(page, chosen.kilobits, chosen.round_trip)
    page.goto(path, wait_until="networkidle", timeout=120_000)
    paint = float(page.evaluate(PAINT))
    weight = sum(carried)
    context.close()
    return weight, paint


def _throttle(page: Page, kilobits: int, round_trip: int) -> list[int]:
    """Slow the line and the processor; the list grows by the bytes of every answer, headers too."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": round_trip,
            "downloadThroughput": kilobits * 1000 / 8,
            "uploadThroughput": kilobits * 1000 / 8,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    carried: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: carried.append(int(event["encodedDataLength"])))
    return carried


if __name__ == "__main__":
    raise SystemExit(main())
