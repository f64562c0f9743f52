"""The service worker and the manifest: what makes the portal an installed program. Nothing personal is ever kept."""

import hashlib
import json
from functools import cache as kept
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db.models import F
from django.templatetags.static import static

from motcua.foundation import clock
from motcua.foundation.text import sort_key
from motcua.procedures.catalogue import closing
from motcua.procedures.catalogue.models import Procedure

SHELL = (
    "shell/app.css", "shell/start.js", "shell/app.js", "shell/icons.svg", "shell/favicon.svg",
    "shell/fonts/be-vietnam-pro-400.woff2", "shell/fonts/be-vietnam-pro-600.woff2",
    "offline/offline.css", "offline/offline.js", "offline/line.js", "device/sealed.js",
)  # fmt: skip
"""What a page needs to look and work as it should."""
_PAGES: dict[str, tuple[str, ...]] = {}
OUTSIDE = "/ngoai-tuyen"
"""Shown when a page cannot be fetched; also the list of what is kept on the device."""
FORMS_KEPT_S = 300
SCRIPT = Path(__file__).parent / "worker.js"


def keep_page(address: str, assets: tuple[str, ...]) -> None:
    """A page that works without a line, and what it needs. It must show nothing of anybody. Called from `AppConfig.ready`."""
    _PAGES[address] = assets


def _assets() -> list[str]:
    return list(dict.fromkeys([*SHELL, *(one for assets in _PAGES.values() for one in assets)]))


def forms() -> list[dict[str, Any]]:
    """The procedures whose empty forms a device may keep, with the hash in force, and whether they were closed for new
    requests (`closed`, with the words why). One query every five minutes."""
    found = cache.get("offline.forms")
    if found is None:
        rows = Procedure.objects.filter(
            executable=True, internal=False, versions__valid_from__lte=clock.now()
        )
        newest = rows.order_by("code", "-versions__valid_from", "-versions__number").distinct("code")
        found = [
            {
                "code": row.code,
                **row.short,
                "hash": row.digest,
                "number": row.newest,
                "told": row.closed_for_new,
            }
            for row in newest.annotate(
                digest=F("versions__content_hash"), newest=F("versions__number")
            ).defer("facts", "search_key")
        ]
        found.sort(key=lambda one: sort_key(one["vi"]))
        cache.set("offline.forms", found, FORMS_KEPT_S)
    at = clock.now()
    return [{**one, "closed": closing.told_closed(one["told"], one["number"], at)} for one in found]


def page_of(code: str, lang: str) -> str:
    return f"{OUTSIDE}/nop/{code}{_in(lang)}"


def script(lang: str) -> str:
    """The worker with its list and the version that this list makes: a change of any asset makes a new worker."""
    shell = [static(path) for path in _assets()]
    more = [address + _in(lang) for address in sorted(_PAGES)]
    pages = [page_of(form["code"], lang) for form in forms()]
    version = hashlib.sha256(
        json.dumps(
            [shell, more, _bytes_of_shell(), [(form["hash"], bool(form["closed"])) for form in forms()], lang]
        ).encode()
    ).hexdigest()[:16]
    settings = {
        "version": version,
        "shell": shell,
        "outside": OUTSIDE + _in(lang),
        "forms": pages,
        "pages": more,
    }
    return f"const KEPT = {json.dumps(settings, ensure_ascii=False)};\n{SCRIPT.read_text()}"


def manifest(city: str) -> dict[str, Any]:
    """The manifest in Vietnamese, the language of whoever installs it on a phone here."""
    return {
        "id": "/",
        "name": f"Một Cửa – {city}" if city else "Một Cửa",
        "short_name": "Một Cửa",
        "description": "Một cửa cho mọi việc với thành phố.",
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#0b3d39",
        "icons": [
            {
                "src": static("offline/icon-192.png"),
                "sizes": "192x192",
                "type": "image/png",
                "purpose": "any",
            },
            {
                "src": static("offline/icon-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "any",
            },
            {
                "src": static("offline/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
        "shortcuts": [
            {"name": "Hồ sơ của tôi", "url": "/ho-so"},
            {"name": "Tra cứu hồ sơ", "url": "/tra-cuu"},
            {"name": "Dùng khi mất mạng", "url": OUTSIDE},
        ],
    }


@kept
def _bytes_of_shell() -> str:
    """A hash over the assets themselves: their addresses carry one only where static files are collected."""
    whole = hashlib.sha256(SCRIPT.read_bytes())
    for path in _assets():
        if found := finders.find(path):
            whole.update(Path(found).read_bytes())
    return whole.hexdigest()


def _in(lang: str) -> str:
    return "?n=en" if lang == "en" else ""
