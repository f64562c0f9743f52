"""Turns a crawl of the national procedure database into the facts that the product carries.

A developer's tool, never run by a city:
`python -m motcua.procedures.catalogue.packing CRAWL.jsonl.gz OUT.jsonl.gz`.
Only structured facts leave it (codes, names, limits, fees, papers, numbers of acts). Steps, conditions and
descriptions are somebody's prose: they stay out.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SUSPECT_BELOW = 500
"""Amounts above zero and below this many đồng are usually US dollars typed as đồng (2.000815: 10)."""

LIMIT_TEXT_MAX, FEE_NOTE_MAX, PAPER_NAME_MAX, ACT_TITLE_MAX, RESULT_MAX = 80, 60, 300, 200, 400
CHANNELS = {"direct": "counter", "online": "online", "postal": "postal"}
LEVELS = {"xa": "commune", "tinh": "province", "bo": "central", "khac": "other"}
KEEP_ORDER = ("commune", "province", "central", "other")
NOT_AUDIENCE = {"nhóm 1"}
ENUMERATOR = re.compile(r"^\W*(?:(\d+(?:\.\d+)*)|([a-zđ]|[ivx]{2,4}))\s*[.)]", re.IGNORECASE)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
REQUEST = re.compile(r"^\W*(đơn|tờ khai|giấy đề nghị|văn bản đề nghị|phiếu|mẫu)\b", re.IGNORECASE)
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


def squeezed(text: str | None) -> str:
    """`text` on one line with single spaces; empty for None."""
    return re.sub(r"\s+", " ", text or "").strip()


def in_sentence_case(name: str) -> str:
    """A name typed all in capitals, as a sentence; names written otherwise stay."""
    if not name.isupper():
        return name
    return re.sub(r"\bviệt nam\b", "Việt Nam", name.capitalize())


def shortened(text: str | None, longest: int) -> tuple[str, bool]:
    """`text` of at most `longest` characters, and whether words were left out (then it ends in …)."""
    line = squeezed(text)
    if len(line) <= longest:
        return line, False
    return line[: longest - 1].rsplit(" ", 1)[0] + "…", True


def packed_limit(raw: dict[str, Any] | None) -> dict[str, Any] | None:
    """The time limit of one way of filing: value and unit; short words where no unit says it."""
    if raw is None or raw.get("unit") is None:
        return None
    limit: dict[str, Any] = {"unit": raw["unit"]}
    if raw.get("value") is not None:
        limit["value"] = raw["value"]
    text = squeezed(raw.get("text")).strip("-. ")
    if raw["unit"] == "other" and 0 < len(text) <= LIMIT_TEXT_MAX:
        limit["text"] = text
    return limit


def packed_fee(raw: dict[str, Any], suspect: bool) -> dict[str, Any] | None:
    """One fee in whole đồng; None where the portal states neither amount nor note.

    `noted` says that a note was too long to carry: a zero beside it need not mean free.
    """
    note = squeezed(raw.get("note"))
    if raw.get("amount") is None and not note:
        return None
    fee: dict[str, Any] = {"amount": raw.get("amount")}
    if 0 < len(note) <= FEE_NOTE_MAX:
        fee["note"] = note
    elif note:
        fee["noted"] = True
    if suspect and raw.get("amount") is not None and 0 < raw["amount"] < SUSPECT_BELOW:
        fee["suspect"] = True
    return fee


def packed_methods(rows: Iterable[dict[str, Any]], suspect: bool) -> list[dict[str, Any]]:
    """Ways of filing, each once: the portal repeats a row for a case that only its prose names."""
    methods: list[dict[str, Any]] = []
    for row in rows:
        if row["channel"] not in CHANNELS:
            continue
        method: dict[str, Any] = {"channel": CHANNELS[row["channel"]]}
        if limit := packed_limit(row.get("time_limit")):
            method["limit"] = limit
        fees: list[dict[str, Any]] = []
        for raw in row["fees"]:
            fee = packed_fee(raw, suspect)
            if fee and fee not in fees:
                fees.append(fee)
        if fees:
            method["fees"] = fees
        if method not in methods:
            methods.append(method)
    order = list(CHANNELS.values())
    return sorted(methods, key=lambda method: order.index(method["channel"]))


def enumerator(text: str) -> tuple[int, ...]:
    """Sort key of the sign at the head of a line: 2. before 10., c) before d) before đ), ii) before v)."""
    found = ENUMERATOR.match(text)
    if not found:
        return ()
    if found[1]:
        return tuple(int(part) for part in found[1].split("."))
    sign = found[2].lower()
    if sign in ROMAN and (len(sign) > 1 or text.lstrip().startswith("(")):
        return (ROMAN.index(sign) + 1,)
    return (ALPHABET.find(sign) + 1,) if len(sign) == 1 else ()


def in_reading_order(names: list[str]) -> list[int]:
    """Positions of `names` as they were meant to be read: the portal shuffles them.

    Request forms come first, then lines without a sign as they stand, then a) b) c) or 1. 2. 3. in order.
    """
    keys = [enumerator(name) for name in names]
    if not all(keys) or len(set(keys)) < len(keys):
        keys = [key if keys.count(key) == 1 else () for key in keys]
    return sorted(range(len(names)), key=lambda at: (keys[at], not REQUEST.match(names[at])))


def packed_papers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Papers by case: [{case, papers: [{name, original, copy, forms}]}]; rows of 0/0 copies are notes.

    A note that would have to be cut is somebody's prose and stays out.
    """
    cases: dict[str, list[dict[str, Any]]] = {}
    counted = any(row.get("original") or row.get("copy") for row in rows)
    for row in rows:
        case, _ = shortened(row.get("case"), PAPER_NAME_MAX)
        name, cut = shortened(row.get("name"), PAPER_NAME_MAX)
        name = name.lstrip("-–+*• ").strip()
        if not name or (cut and counted and not (row.get("original") or row.get("copy"))):
            continue
        paper: dict[str, Any] = {"name": name}
        for count in ("original", "copy"):
            if row.get(count):
                paper[count] = row[count]
        if cut:
            paper["cut"] = True
        if forms := [shortened(form, 120)[0] for form in row.get("forms") or ()]:
            paper["forms"] = forms
        papers = cases.setdefault(case.strip("-–+*• "), [])
        if paper not in papers:
            papers.append(paper)
    names = list(cases)
    ordered = [names[at] for at in in_reading_order(names)]
    if "" in cases:
        ordered = ["", *(name for name in ordered if name)]
    packed = []
    for case in ordered:
        papers = [cases[case][at] for at in in_reading_order([paper["name"] for paper in cases[case]])]
        papers.sort(key=lambda paper: not (paper.get("original") or paper.get("copy")))
        packed.append({"case": case, "papers": papers} if case else {"papers": papers})
    return packed


def packed_acts(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Legal bases: number, and the title where it is short and says more than the number."""
    acts: dict[str, dict[str, str]] = {}
    for row in rows:
        number, title = squeezed(row.get("number")), squeezed(row.get("title"))
        if not number or number in acts:
            continue
        acts[number] = {"number": number}
        if title and len(title) <= ACT_TITLE_MAX and number not in title[-len(number) - 4 :]:
            acts[number]["title"] = title
    return list(acts.values())


def packed(raw: dict[str, Any]) -> dict[str, Any]:
    """The facts of one procedure, empty ones left out."""
    levels = {LEVELS[level] for level in raw["levels"] if level in LEVELS}
    result, _ = shortened(raw.get("result"), RESULT_MAX)
    facts = {
        "code": raw["code"],
        "name": in_sentence_case(squeezed(raw["name"])),
        "field": squeezed(raw["field"]),
        "levels": [level for level in KEEP_ORDER if level in levels],
        "kind": raw.get("kind"),
        "decision": squeezed(raw.get("decision")),
        "agency": shortened(raw.get("agency"), 400)[0],
        "competent_authority": shortened(raw.get("competent_authority"), 400)[0],
        "audience": [squeezed(who) for who in raw["audience"] if who not in NOT_AUDIENCE],
        "methods": packed_methods(raw["methods"], "fee-currency-suspect" in raw["defects"]),
        "components": packed_papers(raw["components"]),
        "result": result,
        "acts": packed_acts(raw["legal_bases"]),
        "defects": raw["defects"],
        "portal_url": raw.get("portal_url"),
        "as_of": raw["as_of"],
        "source": raw["source"],
    }
    return {key: value for key, value in facts.items() if value or key == "levels"}


def rows_of(crawl: Path) -> Iterator[dict[str, Any]]:
    """Rows of a crawl (JSON lines, gzip)."""
    with gzip.open(crawl, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def pack(crawl: Path, out: Path) -> int:
    """Write the facts of `crawl` to `out`, sorted by code, the same bytes each time. Returns their number."""
    facts = sorted((packed(raw) for raw in rows_of(crawl)), key=lambda one: one["code"])
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in facts)
    out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return len(facts)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(pack(Path(sys.argv[1]), Path(sys.argv[2])), "procedures")
