"""The manual can be built, every reference in it leads somewhere, and it stands on its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("site")
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs", str(target)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return target


def test_every_page_of_the_documents_is_on_the_site(site):
    pages = {page.relative_to(ROOT / "docs").with_suffix("") for page in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages if not (site / page).with_suffix(".html").exists()} == set()


def test_the_site_loads_nothing_from_elsewhere(site):
    loads = re.compile(r"<(?:script|img|link)[^>]*(?:src|href)=\"(https?:)?//")
    assert [page.name for page in site.rglob("*.html") if loads.search(page.read_text())] == []


def test_the_site_wears_the_products_colours_and_type(site):
    front = (site / "index.html").read_text()
    assert "--color-brand-primary: #0e5a53" in front
    assert (site / "_static/be-vietnam-pro-400.woff2").exists()
