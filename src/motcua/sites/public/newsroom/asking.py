"""Opening a survey of the public: typed as plain lines, looked at as readers will see it, then opened for some days."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.city.models import Agency
from motcua.exchange.publishing.changes import PUBLISH, slug_of
from motcua.exchange.publishing.models import Survey
from motcua.exchange.publishing.surveys import Questions, standing
from motcua.exchange.publishing.surveys.definition import Question, Text, parse
from motcua.sites.desk.officer import Officer
from motcua.sites.public.newsroom.editor import editor_page, frame
from motcua.sites.public.surveys import fields_of
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, errors_of

LONGEST_DAYS = 90
_NEEDED = {"vi": "Hãy điền mục này.", "en": "Fill this in."}


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def new_survey(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """A survey of the body of this post, for who may publish for it."""
    if not officer.powers.holds(PUBLISH, agency_id=officer.post.agency_id):
        return render(request, "403.html", status=403)
    typed = {
        name: request.POST.get(name, "").strip()
        for name in ("title", "title-en", "intro", "days", "questions")
    }
    fields, asked = _read(typed, checked=request.method == "POST")
    errors = errors_of(fields)
    if request.method == "POST" and asked is not None and "_preview" not in request.POST:
        agency = Agency.objects.get(id=officer.post.agency_id)
        survey = standing.open_survey(asked, agency, by=officer.actor, at=officer.now)
        messages.success(request, language.say("Đã mở khảo sát.", "The survey is open."))
        return redirect("public:survey", survey.key)
    shown: list[Field] = fields_of(asked.questions, {}, ()) if asked is not None else []
    context = frame(officer, fields=fields, errors=errors, shown=shown, title=typed["title"])
    return render(request, "public/newsroom/survey.html", context, status=422 if errors else 200)


def _read(typed: dict[str, str], *, checked: bool) -> tuple[list[Field], Questions | None]:
    """The form with its faults, and the survey when there are none."""
    wrong: dict[str, Any] = {}
    questions: tuple[Question, ...] = ()
    if checked:
        wrong |= {name: _NEEDED for name in ("title", "intro", "questions") if not typed[name]}
        days = typed["days"]
        if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= LONGEST_DAYS):
            wrong["days"] = {"vi": f"Từ 1 đến {LONGEST_DAYS} ngày.", "en": f"1 to {LONGEST_DAYS} days."}
        questions, faults = parse(typed["questions"])
        if faults and "questions" not in wrong:
            wrong["questions"] = {
                "vi": " ".join(f"Dòng {line}: {vi}" for line, vi, _ in faults[:5]),
                "en": " ".join(f"Line {line}: {en}" for line, _, en in faults[:5]),
            }
        if "title" not in wrong and Survey.objects.filter(key=slug_of(typed["title"])).exists():
            wrong["title"] = {"vi": "Đã có khảo sát tên này.", "en": "There is a survey of this name."}
    fields = [
        Field("title", "text", {"vi": "Tên khảo sát", "en": "Title"}, typed["title"], error=wrong.get("title", ""),
              max_length=120),
        Field("title-en", "text", {"vi": "Tên tiếng Anh", "en": "Title in English"}, typed["title-en"], required=False,
              max_length=120),
        Field("intro", "longtext", {"vi": "Hỏi để làm gì?", "en": "What is it for?"}, typed["intro"],
              error=wrong.get("intro", ""), max_length=400),
        Field("days", "integer", {"vi": "Mở trong bao nhiêu ngày?", "en": "Open for how many days?"},
              typed["days"] or "30", error=wrong.get("days", ""), suffix={"vi": "ngày", "en": "days"}),
        Field("questions", "longtext", {"vi": "Câu hỏi", "en": "Questions"}, typed["questions"],
              error=wrong.get("questions", ""),
              hint={"vi": "“? câu hỏi” mỗi câu một dòng; bên dưới “- lựa chọn” từng dòng, hoặc “…” để viết tự do. "
                          "Không có gì bên dưới: năm mức hài lòng. Tiếng Anh sau dấu |.",
                    "en": "“? question” a line; below it “- choice” lines, or “…” for free words. Nothing below: five "
                          "levels of satisfaction. English after a |."}),
    ]  # fmt: skip
    if not checked or wrong:
        return fields, None
    asked = Questions(
        key=slug_of(typed["title"]),
        title=Text(vi=typed["title"], en=typed["title-en"] or typed["title"]),
        intro=Text(vi=typed["intro"], en=typed["intro"]),
        days=int(typed["days"]),
        questions=questions,
    )
    return fields, asked
