"""Articles as pages show them: addresses, labels, and blocks as HTML that is escaped piece by piece."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from motcua.exchange.publishing import reading
from motcua.exchange.publishing.facts import SUBJECTS, in_force
from motcua.exchange.publishing.markup import Block, Span
from motcua.exchange.publishing.models import Article, ArticleFile
from motcua.procedures.catalogue.models import Procedure, short_name
from motcua.sites.shell import language
from motcua.sites.shell.templatetags.motcua import icon

Kind = Article.Kind
SECTIONS = {"news": "tin-tuc", "announcement": "tin-tuc", "guide": "huong-dan", "legal": "van-ban"}
"""The part of the site in which a kind of article stands."""
KINDS: dict[str, tuple[str, str]] = {
    "news": ("Tin tức", "News"),
    "guide": ("Hướng dẫn", "Guide"),
    "legal": ("Văn bản", "Legal notice"),
    "announcement": ("Thông báo", "Announcement"),
}
_TAGS = (("code", "code"), ("italic", "em"), ("bold", "strong"))


def address(article: Any) -> str:
    """The address of an article (or anything with `kind`, `slug` and `id`)."""
    return address_of(article.kind, article.slug, article.id)


def address_of(kind: str, slug: str, number: int) -> str:
    return reverse("public:article", args=[SECTIONS[kind], slug or "bai", number])


def whole_city() -> dict[str, str]:
    return {"vi": "Toàn thành phố", "en": "Whole city"}


def card(article: Article, on: date) -> dict[str, Any]:
    """One line of a list."""
    vi, en = KINDS[article.kind]
    made: dict[str, Any] = {
        "href": address(article),
        "title": {"vi": article.title_vi, "en": article.title_en},
        "title_lang": "" if article.title_en or language.active() == "vi" else "vi",
        "summary": {"vi": article.summary_vi, "en": article.summary_en},
        "kind": {"vi": vi, "en": en},
        "is_announcement": article.kind == Kind.ANNOUNCEMENT,
        "urgent": article.urgent,
        "at": article.published_at,
        "agency": {"vi": article.agency.name_vi, "en": article.agency.name_en},
        "place": article.unit.full_name_vi if article.unit else None,
    }
    if article.kind == Kind.LEGAL:
        made |= {"number": article.number, "issuer": article.issuer, "issued_on": article.issued_on}
        made |= {"effect": effect(article, on), "subject": subject(article.subject)}
    return made


def subject(key: str) -> dict[str, str]:
    vi, en = SUBJECTS.get(key, (key, key))
    return {"vi": vi, "en": en}


def effect(article: Article, on: date) -> dict[str, Any]:
    """Whether a legal notice counts on a day, in words and tone."""
    if in_force(article.effect_from, article.effect_to, on):
        return {"vi": "Còn hiệu lực", "en": "In force", "tone": "ok", "icon": "check"}
    if article.effect_from is not None and on < article.effect_from:
        return {"vi": "Chưa có hiệu lực", "en": "Not yet in force", "tone": "info", "icon": "clock"}
    return {"vi": "Hết hiệu lực", "en": "No longer in force", "tone": "quiet", "icon": "stop"}


def valid_now(article: Article, at: datetime) -> bool:
    return bool(article.valid_from and article.valid_to and article.valid_from <= at < article.valid_to)


def body(article: Article, blocks: list[Block]) -> SafeString:
    """The blocks of an article as HTML. At most two queries: procedures and files that it names."""
    return render(blocks, named(blocks, article))


@dataclass(frozen=True, slots=True)
class Named:
    """What the blocks of an article name. `editing`: its id in the newsroom, where files are not public yet."""

    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    files: Mapping[str, ArticleFile] = field(default_factory=dict)
    editing: int | None = None

    def address(self, file: str) -> str:
        """Where an uploaded file is read."""
        if self.editing is not None:
            return reverse("public:newsroom-file", args=[self.editing, file])
        return reverse("public:file", args=[file])


def named(blocks: list[Block], article: Article | None, editing: bool = False) -> Named:
    """The procedures and the article's files that blocks name. At most two queries."""
    codes, numbers = list(_named(blocks, "procedure", "code")), []
    if article is not None:
        numbers = [
            number for kind in ("file", "picture") for number in _named(blocks, kind, "file") if number
        ]
    procedures = {row.code: row for row in Procedure.objects.filter(code__in=codes)} if codes else {}
    rows = ArticleFile.objects.filter(number__in=numbers, article=article).select_related("stored")
    files = {str(row.number): row for row in rows} if numbers else {}
    return Named(procedures, files, article.pk if editing and article is not None else None)


def render(blocks: list[Block], named: Named) -> SafeString:
    """Pure: every word is escaped, every tag is ours."""
    return _joined(_block(block, named) for block in blocks)


def _block(block: Block, named: Named) -> SafeString:
    kind = block["kind"]
    if kind == "paragraph":
        return format_html("<p>{}</p>", spans(block["spans"]))
    if kind == "heading":
        return format_html("<h{0}>{1}</h{0}>", block["level"], spans(block["spans"]))
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((_item(one, named),) for one in block["items"]))
        return format_html("<{0}>{1}</{0}>", "ol" if block["ordered"] else "ul", items)
    if kind == "steps":
        items = format_html_join("", "<li>{}</li>", ((render(one, named),) for one in block["items"]))
        return format_html('<ol class="pb-steps">{}</ol>', items)
    if kind == "table":
        return _table(block)
    if kind == "callout":
        return _callout(block, named)
    if kind == "procedure":
        return _procedure(block["code"], named.procedures.get(block["code"]))
    if kind == "picture":
        if block["file"] not in named.files:
            return SafeString("")
        return format_html(
            '<figure class="pb-picture"><img src="{}" alt="{}" loading="lazy"></figure>',
            named.address(block["file"]),
            block["words"],
        )
    if kind == "file":
        return _file(
            block, named.files.get(block["file"]), named.address(block["file"]) if block["file"] else ""
        )
    if kind == "code":
        return format_html("<pre>{}</pre>", block["text"])
    return mark_safe("<hr>")


def spans(run: list[Span]) -> SafeString:
    """Words with their marks."""
    return _joined(_span(span) for span in run)


def _span(span: Span) -> SafeString:
    if span.get("break"):
        return mark_safe("<br>")
    made = format_html("{}", span["text"])
    for mark, tag in _TAGS:
        if span.get(mark):
            made = format_html("<{0}>{1}</{0}>", tag, made)
    href = span.get("href", "")
    if href.startswith("tep:"):
        href = reverse("public:file", args=[href.removeprefix("tep:")])
    if href:
        outside = mark_safe(' rel="noopener external"') if href.startswith("https://") else ""
        made = format_html('<a href="{}"{}>{}</a>', href, outside, made)
    return made


def _item(blocks: list[Block], named: Named) -> SafeString:
    """An entry of a plain list: a single paragraph without its own margin."""
    if len(blocks) == 1 and blocks[0]["kind"] == "paragraph":
        return spans(blocks[0]["spans"])
    return render(blocks, named)


def _table(block: Block) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((spans(cell),) for cell in block["head"]))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((spans(cell),) for cell in row)),) for row in block["rows"]),
    )
    return format_html(
        '<div class="mc-table-wrap" tabindex="0" role="region" aria-label="{}"><table class="mc-table">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        language.say("Bảng", "Table"),
        head,
        rows,
    )


def _callout(block: Block, named: Named) -> SafeString:
    inner = render(block["blocks"], named)
    if block["tone"] == "quiet":
        return format_html("<blockquote>{}</blockquote>", inner)
    return format_html(
        '<div class="mc-notice mc-notice--{}" role="note">{}<div><p class="mc-notice__title">{}</p>{}</div></div>',
        block["tone"],
        icon("alert" if block["tone"] == "warn" else "info"),
        block["title"],
        inner,
    )


def _procedure(code: str, row: Procedure | None) -> SafeString:
    name = language.pick(short_name(row)) if row else language.say("Thủ tục", "Procedure") + f" {code}"
    act = (
        language.say("Nộp trực tuyến", "File online")
        if row is not None and row.executable
        else language.say("Xem thủ tục", "See the procedure")
    )
    return format_html(
        '<p class="pb-procedure">{}<span><a href="/thu-tuc/{}">{}</a><small>{} · {}</small></span></p>',
        icon("paper-plus"),
        code,
        name,
        code,
        act,
    )


def _file(block: Block, row: ArticleFile | None, address: str) -> SafeString:
    if row is None:
        return SafeString("")
    kind = row.stored.media_type.rpartition("/")[2].upper()
    return format_html(
        '<p class="pb-file">{}<span><a href="{}">{}</a><small>{} · {} KB</small></span></p>',
        icon("download"),
        address,
        block["words"],
        kind,
        max(1, row.stored.size // 1024),
    )


def _joined(parts: Any) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _named(blocks: list[Block], kind: str, key: str) -> Any:
    for block in blocks:
        if block["kind"] == kind:
            yield block[key]
        for inner in (*block.get("items", ()), *([block["blocks"]] if "blocks" in block else [])):
            yield from _named(inner, kind, key)


def words_of(article: Article) -> tuple[Any, str]:
    """The words for the reader (version or translation), and what must be said: "", "untranslated" or "outdated"."""
    if language.active() == "vi":
        return article.live, ""
    if article.live_en is None:
        return article.live, "untranslated"
    return article.live_en, "outdated" if reading.outdated_in_english(article) else ""
