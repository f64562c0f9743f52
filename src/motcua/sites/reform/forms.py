"""The questions of each small form by which a plan gets its steps."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from motcua.city import posts
from motcua.city.models import Account, Agency, Unit
from motcua.city.models.validity import valid_on
from motcua.city.reform import content as contents
from motcua.city.reform.models import Plan
from motcua.city.reform.resolving import resolve
from motcua.sites.reform.frame import both
from motcua.sites.shell.fields import Field, Option


def _bodies(plan: Plan, *kinds: str) -> list[Option]:
    """Bodies at work just before the plan's day, in Vietnamese order."""
    rows = Agency.objects.on(plan.effective_on).filter(valid_from__lt=plan.effective_on)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [
        Option(key, both(vi, en), group=Agency.Kind(kind).label if not kinds else "")
        for key, vi, en, kind in rows.order_by("kind", "sort_key").values_list(
            "key", "name_vi", "name_en", "kind"
        )
    ]


def _takers(plan: Plan) -> list[Option]:
    """Bodies that may take over: those that go on, and those that the plan begins."""
    begun = [
        Option(one.key, both(one.name_vi, one.name_en), group=both("Mới trong phương án", "New in this plan"))
        for one in contents.read(plan.document).begin
    ]
    return begun + _bodies(plan)


def _long(name: str, vi: str, en: str, options: list[Option], post: Any, wrong: Any, **more: Any) -> Field:
    return Field(
        name, "select", both(vi, en), post.get(name, ""), options=options, error=wrong.get(name, ""),
        attributes={"data-combobox": ""}, **more,
    )  # fmt: skip


def _text(name: str, vi: str, en: str, post: Any, wrong: Any, **more: Any) -> Field:
    return Field(name, "text", both(vi, en), post.get(name, ""), error=wrong.get(name, ""), **more)


_KINDS = [Option("ward", both("Phường", "Ward")), Option("commune", both("Xã", "Commune"))]


def _commune_fields(
    post: Any, wrong: Any, prefix: str = "", which: tuple[str, str] = ("", "")
) -> list[Field]:
    vi, en = which

    def named(v: str, e: str) -> tuple[str, str]:
        return (f"{vi}: {v[0].lower()}{v[1:]}", f"{en}: {e[0].lower()}{e[1:]}") if vi else (v, e)

    return [
        Field(prefix + "kind", "choice", both(*named("Là phường hay xã", "Ward or commune")), post.get(prefix + "kind", ""),
              options=_KINDS, error=wrong.get(prefix + "kind", "")),
        _text(prefix + "name", *named("Tên mới, không ghi “phường”, “xã”", "New name, without “ward”"), post, wrong,
              max_length=80),
        _text(prefix + "english", *named("Tên tiếng Anh", "English name"), post, wrong, max_length=80, required=False),
        _text(prefix + "unit", *named("Mã đơn vị hành chính", "Code of the unit"), post, wrong, max_length=5,
              example="00166"),
        _text(prefix + "code", *named("Mã định danh cơ quan", "Code of the body"), post, wrong, max_length=35, example="H26.127"),
    ]  # fmt: skip


def merge_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post = request.POST
    return [
        *_commune_fields(post, wrong),
        Field("old", "choices", both("Gộp từ những nơi nào", "Merged from"), post.getlist("old"),
              options=_bodies(plan, "commune"), error=wrong.get("old", "")),
    ]  # fmt: skip


PARTS = (
    ("a_", ("Phần chính", "Main part")),
    ("b_", ("Phần thứ hai", "Second part")),
    ("c_", ("Phần thứ ba", "Third part")),
    ("d_", ("Phần thứ tư", "Fourth part")),
    ("e_", ("Phần thứ năm", "Fifth part")),
    ("f_", ("Phần thứ sáu", "Sixth part")),
)
"""Into how many parts a commune is divided on the page; more come from a file. The first is the main heir."""


def parts_of(post: Any) -> int:
    """How many parts stand on the page, after the button for one more or one less."""
    raw = post.get("parts", "")
    count = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 3 else 2
    count += ("one-more" in post) - ("one-less" in post)
    return min(max(count, 2), len(PARTS))


def divide_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post = request.POST
    fields = [_long("old", "Phường, xã được chia", "Which is divided", _bodies(plan, "commune"), post, wrong)]
    for prefix, words in PARTS[: parts_of(post)]:
        fields += _commune_fields(post, wrong, prefix, words)
    return fields


def rename_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post = request.POST
    return [
        _long("agency", "Cơ quan", "Body", _bodies(plan), post, wrong),
        _text("name_vi", "Tên mới", "New name in Vietnamese", post, wrong, max_length=160),
        _text("name_en", "Tên mới bằng tiếng Anh", "New name in English", post, wrong, max_length=160),
    ]


def end_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post = request.POST
    return [
        _long("agency", "Cơ quan kết thúc hoạt động", "Body that ends", _bodies(plan), post, wrong),
        _long("to", "Cơ quan kế thừa", "Who takes over", _takers(plan), post, wrong,
              hint=both("Cơ quan trực thuộc cũng chuyển về đây.", "Bodies below it go there too.")),
        Field("people", "choice", both("Cán bộ", "Officers"), post.get("people", "follow"), options=[
            Option("follow", both("Theo về chức danh cùng loại ở cơ quan kế thừa", "Go to the post of the same kind there")),
            Option("listed", both("Chỉ ai được nêu tên", "Only those who are named"))]),
    ]  # fmt: skip


def under_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post = request.POST
    return [
        _long("agency", "Cơ quan", "Body", _bodies(plan), post, wrong),
        _long("to", "Cơ quan cấp trên mới", "New body above", _takers(plan), post, wrong),
    ]


def person_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post, change = request.POST, resolve(plan)
    ids = {one.account_id: one for one in change.placements}
    names = dict(Account.objects.filter(id__in=ids).values_list("id", "username"))
    people = [
        Option(names[one.account_id], f"{one.name}, {one.title}", group=change.names[one.from_key][0])
        for one in sorted(change.placements, key=lambda one: (bool(one.to_key), one.from_key, one.name))
    ]
    kinds = [Option(kind.key, both(kind.vi, kind.en)) for kind in posts.ALL]
    return [
        _long("account", "Cán bộ", "Officer", people, post, wrong,
              hint=both("Cán bộ của các cơ quan kết thúc; ai chưa có nơi đến đứng trước.",
                        "Officers of bodies that end; those without a place first.")),
        _long("to", "Về cơ quan", "Goes to", _takers(plan), post, wrong),
        _long("post", "Chức danh", "Post", kinds, post, wrong),
        _text("title", "Tên chức danh, nếu khác", "Title, if another", post, wrong, max_length=120, required=False),
    ]  # fmt: skip


def street_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    post, change = request.POST, resolve(plan)
    divided = {old: new for old, new in change.territory.successors.items() if len(new) > 1}
    at_work = valid_on(plan.effective_on) | Q(valid_to=plan.effective_on)
    olds = dict(
        Unit.objects.filter(at_work, code__in=divided, level=3)
        .order_by("code").values_list("code", "full_name_vi")
    )  # fmt: skip
    wanted = {code for group in divided.values() for code in group}
    news = dict(
        Unit.objects.on(plan.effective_on)
        .filter(code__in=wanted, level=3)
        .values_list("code", "full_name_vi")
    ) | {one.code: one.full_name_vi for one in change.content.units_begin if one.code in wanted}
    return [
        _long("unit", "Phường, xã bị chia", "Divided commune", [Option(c, f"{n} ({c})") for c, n in olds.items()], post, wrong),
        Field("words", "longtext", both("Tên đường, ngõ, thôn, tổ dân phố", "Streets, lanes, hamlets"), post.get("words", ""),
              error=wrong.get("words", ""),
              hint=both("Mỗi dòng một tên, đúng như ghi trong địa chỉ.", "One a line, as written in addresses.")),
        _long("to", "Nay thuộc", "Lies now in", [Option(c, f"{n} ({c})") for c, n in sorted(news.items())], post, wrong),
    ]  # fmt: skip


def file_fields(request: HttpRequest, plan: Plan, wrong: Any) -> list[Field]:
    return [
        Field("file", "file", both("Tệp JSON hoặc CSV", "JSON or CSV file"), error=wrong.get("file", ""), camera=False,
              accept=".json,.csv,.tsv,application/json,text/csv",
              hint=both("CSV: cột co_quan_cu, co_quan_moi; nếu chỉ một phần: xa_moi, thu_tuc, linh_vuc; cột chinh "
                        "đánh dấu kế thừa chính. JSON: tệp tải về từ một phương án.",
                        "CSV: columns old, new; if only a part: units, procedures, fields; main marks the main "
                        "heir. JSON: the file downloaded from a plan."))
    ]  # fmt: skip
