"""The documentation site: `make docs` writes it to `.site/`. Its pictures are taken by the browser tests."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHELL = ROOT / "src/motcua/sites/shell/static/shell"

project = "Một Cửa"
author = "Một Cửa"
project_copyright = "Một Cửa, Apache-2.0"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
language = "vi"
html_theme = "furo"
html_title = "Một Cửa"
html_static_path = ["_static", str(SHELL / "fonts"), str(SHELL / "favicon.svg")]
html_css_files = ["site.css"]
html_favicon = str(SHELL / "favicon.svg")
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "colon_fence"]
suppress_warnings = ["myst.header"]


def _colours(theme: str) -> dict[str, str]:
    """The product's own colours under the theme's names: one palette for the city's pages and for its manual."""
    mine = {one["name"]: one[theme] for one in json.loads((ROOT / "web/colours.json").read_text())["colours"]}
    pairs = {
        "color-background-primary": "paper",
        "color-background-secondary": "sunk",
        "color-background-hover": "accent-soft",
        "color-background-border": "line",
        "color-foreground-primary": "ink",
        "color-foreground-secondary": "ink-2",
        "color-foreground-muted": "ink-2",
        "color-foreground-border": "line-strong",
        "color-brand-primary": "accent",
        "color-brand-content": "accent-text",
        "color-brand-visited": "accent-text",
        "color-inline-code-background": "sunk",
    }
    return {name: mine[colour] for name, colour in pairs.items()} | {
        "font-stack": '"Be Vietnam Pro", system-ui, "Noto Sans", sans-serif',
        "font-stack--headings": '"Be Vietnam Pro", system-ui, "Noto Sans", sans-serif',
    }


html_theme_options = {
    "light_css_variables": _colours("light"),
    "dark_css_variables": _colours("dark"),
    "light_logo": "favicon.svg",
    "dark_logo": "favicon.svg",
    "footer_icons": [],
    "top_of_page_buttons": [],
}
OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\((?:\.\./)+(?!docs/)[^)]*\)")
"""Links out of `docs/`, to code and tests: they lead somewhere in a checkout, not on the site."""


def setup(app) -> None:
    def without_links_to_code(app, name: str, source: list[str]) -> None:
        source[0] = OUTSIDE.sub(r"\1", source[0])

    app.connect("source-read", without_links_to_code)
