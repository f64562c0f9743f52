"""Fills in a page of a form as a browser does: what stands on the page is posted, plus what somebody types."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"input": {"hidden", "submit", "button", "file", "image", "reset"}}


@dataclass
class Page:
    """The controls of the form that autosaves: names with their values, as the browser would send them."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def post(self, typed: dict[str, object]) -> dict[str, list[str]]:
        """What is sent when `typed` is entered over what stands there; a name that is not on the page is a mistake."""
        data: dict[str, list[str]] = {}
        for name, value in self.sent:
            data.setdefault(name, []).append(value)
        for name, value in typed.items():
            assert name in self.kinds, f"no control {name} on the page; there are {sorted(self.kinds)}"
            data[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return data

    @property
    def questions(self) -> list[str]:
        """The names of the questions on the page."""
        return [value for name, value in self.sent if name == "_asked"]

    def empty(self) -> set[str]:
        """Questions in which nothing stands; a province chosen beforehand says nothing yet."""
        filled = {name for name, value in self.sent if value and not name.endswith("-province")}
        return {
            one
            for one in self.questions
            if not any(name == one or name.startswith(f"{one}-") for name in filled)
        }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.inside = False
        self.select = self.area = ""
        self.chosen: str | None = None
        self.text: list[str] = []

    def handle_starttag(self, tag, pairs):
        attrs = dict(pairs)
        if tag == "form" and "data-autosave" in attrs:
            self.inside = True
        if not self.inside:
            return
        name = attrs.get("name") or ""
        if tag == "input" and name:
            self._input(name, attrs)
        elif tag == "select" and name:
            self.select, self.chosen = name, None
            self.page.kinds[name] = "select"
            self.page.offered[name] = []
        elif tag == "option" and self.select:
            value = attrs.get("value") or ""
            self.page.offered[self.select].append(value)
            if "selected" in attrs or self.chosen is None:
                self.chosen = value
        elif tag == "textarea" and name:
            self.area, self.text = name, []

    def _input(self, name, attrs):
        kind, value = attrs.get("type") or "text", attrs.get("value") or ""
        if kind in ("radio", "checkbox"):
            self.page.kinds[name] = kind
            self.page.offered.setdefault(name, []).append(value)
            if "checked" in attrs:
                self.page.sent.append((name, value))
            return
        if kind not in EMPTY["input"]:
            self.page.kinds[name] = kind
        if kind not in ("submit", "button", "file", "image", "reset"):
            self.page.sent.append((name, value))

    def handle_data(self, data):
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.page.sent.append((self.select, self.chosen or ""))
            self.select = ""
        elif tag == "textarea" and self.area:
            self.page.kinds[self.area] = "textarea"
            self.page.sent.append((self.area, "".join(self.text)))
            self.area = ""


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    return reader.page


def typed_answer(kind: str, name: str, answer: object) -> dict[str, object]:
    """A clean answer as the controls of its question take it: `kind` is that of the definition's field."""
    match kind:
        case "date":
            year, month, day = str(answer).split("-")
            return {f"{name}-day": str(int(day)), f"{name}-month": str(int(month)), f"{name}-year": year}
        case "address":
            return {
                f"{name}-province": "01",
                f"{name}-commune": answer["unit"],
                f"{name}-line": answer["line"],
            }
        case "unit":
            return {f"{name}-province": "01", f"{name}-commune": answer}
        case "yes_no":
            return {name: "yes" if answer else "no"}
    return {name: answer}


@dataclass
class Walk:
    """One person's way through a form: what was typed on each page, and what stood empty when it opened."""

    typed: dict[str, object] = field(default_factory=dict)
    found_empty: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)


def walk(browser, draft, answers, kinds, *, only_empty=False):
    """Go through all pages of a draft with clean `answers`, as far as they are asked, up to the papers.

    `kinds`: kind of each question by path. `only_empty`: nothing is typed where something stands already.
    """
    way = Walk()
    where = f"/nop/ban-nhap/{draft.id}/{draft.page}"
    while not where.endswith("/giay-to"):
        opened = browser.get(where)
        assert opened.status_code == 200, (where, opened.status_code)
        answer, shown = opened, set()
        for _ in range(6):
            page = read(answer.content.decode())
            assert page.questions, where
            new = [one for one in page.questions if one not in shown]
            shown |= set(new)
            empty = page.empty()
            way.found_empty |= empty & set(new)
            typed: dict[str, object] = {}
            for name in page.questions:
                if name in empty or not only_empty:
                    typed |= _answers_of(name, answers, kinds, page)
            way.typed |= typed
            answer = browser.post(where, page.post(typed))
            if answer.status_code == 302:
                break
            # Without JavaScript a question that an answer brought up comes with the errors of the page.
            brought = set(read(answer.content.decode()).questions) - shown
            assert answer.status_code == 200 or brought, (where, _errors(answer))
        assert answer.status_code == 302, where
        way.pages.append(where.rsplit("/", 1)[1])
        assert answer["Location"] != where, where
        where = answer["Location"]
    return way


def _answers_of(name, answers, kinds, page):
    if name in answers and name in kinds:
        return typed_answer(kinds[name], name, answers[name])
    group, _, rest = name.partition("-")
    row, _, inner = rest.partition("-")
    rows = answers.get(group)
    if inner and isinstance(rows, list) and int(row) < len(rows) and inner in rows[int(row)]:
        return typed_answer(kinds[f"{group}.{inner}"], name, rows[int(row)][inner])
    return {}


def _errors(answer):
    from tests.sites.portal_town import errors_on

    return errors_on(answer) or answer.content.decode()[:400]


def kinds_of(compiled):
    return {path: item.field.kind for path, item in compiled.fields_by_id.items()}
