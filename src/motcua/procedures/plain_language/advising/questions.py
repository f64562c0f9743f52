"""Questions: with an example where one has to guess a form, a reason where it is personal, few options, honest marks."""

import re
from collections import Counter
from collections.abc import Iterator

from ...definition import Option, ProcedureDefinition
from .advice import Advice, Asked, Mend, path_of, questions, text

PERSONAL = frozenset({"pin", "phone", "email", "ethnic_group", "address"})
EXAMPLES = {
    "date": "27/3/2019", "pin": "001099999999", "phone": "0912345678", "email": "ten@example.vn", "money": "1500000",
}  # fmt: skip
"""Examples that belong to nobody; a money sum without points, as people type it."""
WHYS = {
    "phone": {
        "vi": "Để báo khi có kết quả hoặc khi cần bổ sung.",
        "en": "So that we can tell you when the result is ready or something is missing.",
    },
    "email": {"vi": "Để gửi kết quả và thông báo.", "en": "To send you the result and messages."},
}
MANY, TOO_MANY = 12, 30
"""Options that are still looked over at a glance, and so many that finding one is work. Assumption of ours."""
LONG_PAGE = 9
MARKED = re.compile(r"\s*(?:\*|\((?:bắt buộc|required)\))\s*$", re.IGNORECASE)
IF_ANY = re.compile(r"\((?:nếu có|if any|không bắt buộc|optional)\)", re.IGNORECASE)
MEANT = (
    (re.compile(r"^ngày\b|\bngày (?:sinh|cấp|hết hạn)\b", re.I), "date", "ngày", "date"),
    (re.compile(r"số điện thoại", re.I), "phone", "số điện thoại", "telephone"),
    (re.compile(r"thư điện tử|\be-?mail\b", re.I), "email", "thư điện tử", "e-mail"),
    (re.compile(r"số định danh|số căn cước|số cccd", re.I), "pin", "số định danh", "personal number"),
    (re.compile(r"^(?:số tiền|mức thu|giá trị)\b", re.I), "money", "số tiền", "money"),
)


def on_questions(definition: ProcedureDefinition) -> Iterator[Advice]:
    """Advice on each question, then on pages and groups."""
    for asked in questions(definition):
        yield from _explained(asked)
        yield from _options(asked)
        yield from _marks(asked)
        yield from _kind(asked)
    yield from _pages(definition)


def _explained(asked: Asked) -> Iterator[Advice]:
    field = asked.field
    if field.value is not None:
        return
    if field.kind in PERSONAL and field.why is None:
        mend = Mend((*asked.at, "why"), WHYS[field.kind]) if field.kind in WHYS else None
        yield Advice(
            "should", "QUESTION_WHY", asked.path, asked.where,
            text("Câu hỏi riêng tư mà không nói vì sao hỏi: nhiều người bỏ dở ở đây.",
                 "A personal question that does not say why it is asked: people give up here."),
            text("Thêm một câu “vì sao hỏi”.", "Add a sentence that says why."), mend,
        )  # fmt: skip
    example = EXAMPLES.get(field.kind)
    if field.kind == "integer":
        example = str(max(field.min, 1)) if isinstance(field.min, int) else "2"
    if field.kind == "date" and (
        field.min == "today" or (isinstance(field.min, str) and field.min > "2019-03-27")
    ):
        example = None  # the standard example would be refused
    needs = field.kind in {*EXAMPLES, "integer"} or field.pattern is not None
    if needs and field.example is None:
        mend = Mend((*asked.at, "example"), example) if example and field.pattern is None else None
        yield Advice(
            "must" if field.pattern else "should", "QUESTION_EXAMPLE", asked.path, asked.where,
            text("Phải viết đúng một dạng mà không có ví dụ." if field.pattern else "Không có ví dụ về cách viết.",
                 "It must be written in one form, and there is no example." if field.pattern
                 else "There is no example of how to write it."),
            text("Thêm ví dụ không thuộc về ai.", "Add an example that belongs to nobody."), mend,
        )  # fmt: skip
    if field.kind == "longtext" and field.hint is None:
        yield Advice(
            "could", "QUESTION_HINT", asked.path, asked.where,
            text("Ô viết dài mà không gợi ý nên viết gì.", "A long text, and no hint about what to write."),
            text("Gợi ý hai, ba ý cần có.", "Name the two or three things that are needed."),
        )  # fmt: skip


def _options(asked: Asked) -> Iterator[Advice]:
    field = asked.field
    count = len(field.options)
    if field.kind not in ("choice", "choices"):
        return
    if count == 1 and field.kind == "choice":
        yield Advice(
            "should", "OPTIONS_ONE", asked.path, asked.where,
            text("Chỉ có một lựa chọn: không phải là câu hỏi.", "There is one option only: that is no question."),
            text("Bỏ câu hỏi, hoặc hỏi có/không.", "Drop it, or ask yes or no."),
        )  # fmt: skip
    if count > MANY:
        yield Advice(
            "should" if count > TOO_MANY else "could", "OPTIONS_MANY", asked.path, asked.where,
            text(f"{count} lựa chọn: khó tìm, nhất là trên điện thoại.", f"{count} options: hard to find one on a phone."),
            text("Gộp lại, hoặc hỏi trước một câu để thu hẹp.", "Group them, or narrow them by a question before."),
        )  # fmt: skip
    same = [words for words, times in Counter(_key(one) for one in field.options).items() if times > 1]
    if same:
        yield Advice(
            "must", "OPTIONS_SAME", asked.path, asked.where,
            text(f"Hai lựa chọn đọc giống nhau: “{same[0]}”.", f'Two options read alike: "{same[0]}".'),
            text("Nói rõ chúng khác nhau ở đâu.", "Say in what they differ."),
        )  # fmt: skip


def _key(option: Option) -> str:
    return " ".join(option.vi.casefold().split())


def _marks(asked: Asked) -> Iterator[Advice]:
    field = asked.field
    if MARKED.search(field.label.vi) or MARKED.search(field.label.en):
        clean = {"vi": MARKED.sub("", field.label.vi), "en": MARKED.sub("", field.label.en)}
        yield Advice(
            "should", "QUESTION_MARK", asked.path, asked.where,
            text("Nhãn tự đánh dấu bắt buộc: trang đã đánh dấu câu không bắt buộc.",
                 "The label marks itself as required; the page marks what is optional already."),
            text("Bỏ dấu trong nhãn.", "Take the mark out of the label."), Mend((*asked.at, "label"), clean),
        )  # fmt: skip
    if field.required is True and (IF_ANY.search(field.label.vi) or IF_ANY.search(field.label.en)):
        yield Advice(
            "must", "QUESTION_OPTIONAL", asked.path, asked.where,
            text("Nhãn nói “nếu có” nhưng biểu mẫu bắt buộc trả lời: người không có sẽ mắc lại.",
                 'The label says "if any", yet the form insists: who has none cannot go on.'),
            text("Cho phép bỏ trống.", "Let it be left empty."), Mend((*asked.at, "required"), False),
        )  # fmt: skip


def _kind(asked: Asked) -> Iterator[Advice]:
    if asked.field.kind != "text":
        return
    for words, kind, vi, en in MEANT:
        if words.search(asked.field.label.vi):
            yield Advice(
                "should", "QUESTION_KIND", asked.path, asked.where,
                text(f"Hỏi {vi} bằng ô chữ: không kiểm tra được, bàn phím điện thoại cũng không đúng.",
                     f"It asks for {en} as free text: nothing is checked, and phones show the wrong keyboard."),
                text(f"Đổi loại câu hỏi thành {kind}.", f"Change the kind of question to {kind}."),
            )  # fmt: skip
            return


def _pages(definition: ProcedureDefinition) -> Iterator[Advice]:
    named: Counter[str] = Counter()
    for p, page in enumerate(definition.form.pages):
        where = text(f"Trang “{page.title.vi}”", f'Page "{page.title.en}"')
        path = path_of(("form", "pages", p))
        count = len(page.fields) + sum(len(group.fields) for group in page.groups if group.repeat is None)
        if count > LONG_PAGE:
            yield Advice(
                "could", "PAGE_LONG", path, where,
                text(f"{count} câu hỏi trên một trang.", f"{count} questions on one page."),
                text("Tách thành hai trang theo chủ đề.", "Cut it into two pages by subject."),
            )  # fmt: skip
        for g, group in enumerate(page.groups):
            named[group.label.vi] += 1
            if named[group.label.vi] == 2:
                yield Advice(
                    "should", "GROUP_SAME", path_of(("form", "pages", p, "groups", g)),
                    text(f"Nhóm “{group.label.vi}”", f'Group "{group.label.en}"'),
                    text("Hai nhóm trùng tên: nghe trang không biết đang ở nhóm nào.",
                         "Two groups have one name: who listens does not know in which one they are."),
                    text("Đặt tên riêng cho mỗi nhóm.", "Give each its own name."),
                )  # fmt: skip
