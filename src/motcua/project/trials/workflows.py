"""Invented workflows in the shapes of approved ones, for trials of the whole catalogue and for measuring.

The shapes are those of published tables of Hà Nội, Bắc Ninh, Nghệ An and Cao Bằng: a few people in one agency; a
department with its leaders; opinions of several departments side by side; a second way through the city's office; a
tax notice that the clock waits for. Hours are invented so that the longest way fits an invented limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

from motcua.procedures.definition import ProcedureDefinition

SMALLEST, LARGEST = 5, 25
"""Steps of a workflow, those of its parts counted where they run."""

ASKED = (
    ("so-xay-dung", "Sở Xây dựng", "Department of Construction"),
    ("so-tai-chinh", "Sở Tài chính", "Department of Finance"),
    (
        "so-nong-nghiep-moi-truong",
        "Sở Nông nghiệp và Môi trường",
        "Department of Agriculture and Environment",
    ),
    ("so-tu-phap", "Sở Tư pháp", "Department of Justice"),
    ("so-cong-thuong", "Sở Công Thương", "Department of Industry and Trade"),
    ("so-van-hoa-the-thao", "Sở Văn hóa và Thể thao", "Department of Culture and Sports"),
)
SILENCES = ("remind", "agree", "report")
LIMITS = (1, 2, 3, 5, 7, 8, 10, 12, 15, 17, 20, 25, 30, 45)
"""Working days that real limits have."""

type Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A procedure that a workflow is invented for. `level`: commune or province."""

    code: str
    name: str
    field: str
    level: str
    decision: str


@dataclass(slots=True)
class _Step:
    """`share`: its part of the time; 0 takes none. `doubt`: only some dossiers pass it."""

    id: str
    tree: Tree
    share: int = 0
    doubt: bool = False


def invented(subject: Subject, seed: int = 1) -> ProcedureDefinition:
    """A sound definition; the same subject and seed give the same one."""
    random = Random(f"{seed}/{subject.code}")
    wanted = min(LARGEST, max(SMALLEST, round(random.triangular(SMALLEST, LARGEST, 8))))
    return _Inventing(subject, random, wanted).definition()


class _Inventing:
    def __init__(self, subject: Subject, random: Random, wanted: int) -> None:
        self.subject, self.random, self.wanted = subject, random, wanted
        self.province = subject.level != "commune"
        self.parts: Tree = {}
        self.urgent = random.random() < 0.25

    def definition(self) -> ProcedureDefinition:
        line = self._line()
        self._ways(line)
        limit = self._time(line)
        return msgspec.convert(self._tree(line, limit), ProcedureDefinition)

    # ---- the steps one after another

    def _line(self) -> list[_Step]:
        """Steps in order: first those that every workflow has, then others until there are enough."""
        official = "specialist" if self.province else "justice_officer"
        head = "department_leader" if self.province else "chair"
        process = self._step("process", "process", "Thẩm định hồ sơ, dự thảo kết quả", "Examine and draft",
                             official, share=10)  # fmt: skip
        line = [
            self._step("receive", "receive", "Tiếp nhận, kiểm tra, chuyển hồ sơ", "Receive, check, pass on",
                       "reception", share=1, agency="intake"),
            process,
            self._step("sign", "sign", "Ký kết quả", "Sign the result", head, share=2, makes="sheet"),
            self._step("number", "number", "Vào sổ, đóng dấu", "Number and seal", "clerk", share=1),
            self._step("return", "return", "Trả kết quả", "Return the result", "reception", agency="intake"),
        ]  # fmt: skip
        room = self.wanted - len(line)
        before, after = 1, 2  # where steps go in: before and after the examination
        for size, where, make in self._extras():
            if size <= room and self.random.random() < 0.8:
                made = make()
                at = line.index(process) + 1 if where == "after" else before
                line[at:at] = made
                room -= size
        assert after
        return line

    def _extras(self) -> Iterator[tuple[int, str, Any]]:
        """Further pieces: how many steps, where, and what makes them; those after come in reverse."""
        leaders = "Trưởng phòng", "Head of division"
        yield 1, "before", lambda: [self._step("assign", "assign", f"{leaders[0]} phân công", "Assign",
                                               "division_leader", share=1)]  # fmt: skip
        yield 1, "after", lambda: [self._step("review", "review", f"{leaders[0]} xem xét", "Review",
                                              "division_leader", share=1)]  # fmt: skip
        if self.province:
            yield 1, "before", lambda: [self._step("route", "assign", "Lãnh đạo sở chuyển phòng chuyên môn",
                                                   "Send to a division", "department_leader", share=1)]  # fmt: skip
            size = self.random.randint(4, 8)
            yield size, "after", lambda: [self._office(size)]
        yield 2, "after", self._opinions
        yield 2, "after", self._tax
        yield 1, "after", lambda: [self._step("visit", "process", "Kiểm tra thực địa", "Visit the place",
                                              "specialist" if self.province else "land_officer", share=3,
                                              doubt=True)]  # fmt: skip
        yield 2, "after", self._council
        yield 1, "after", lambda: [self._step("submit", "review", "Lãnh đạo ký tờ trình", "Sign the submission",
                                              "department_leader" if self.province else "vice_chair",
                                              share=1)]  # fmt: skip
        yield 2, "after", self._publicity

    def _step(
        self, id: str, kind: str, vi: str, en: str, post: str | None, *, share: int = 0, doubt: bool = False,
        **more: Any,
    ) -> _Step:  # fmt: skip
        tree: Tree = {"kind": kind, "title": {"vi": vi, "en": en}, **more}
        if post:
            tree["post"] = post
        if kind == "process" and self.random.random() < 0.3:
            tree["assignment"] = self.random.choice(["least_loaded", "round_robin", "same_officer"])
        if share and kind in ("process", "review") and self.random.random() < 0.2:
            tree["escalate"] = [
                {"hours": 0, "do": "remind"},
                {"hours": 8, "do": "report", "to": "division_leader"},
            ]
        return _Step(id, tree, share, doubt)

    def _opinions(self) -> list[_Step]:
        chosen = self.random.sample(ASKED, self.random.randint(2, 5))
        opinions = [
            {
                "id": f"opinion_{n}",
                "name": {"vi": vi, "en": en},
                "agency": key,
                "days": 1,
                "silence": self.random.choice(SILENCES),
                "question": {"vi": "Cho ý kiến về hồ sơ này.", "en": "Give an opinion on this dossier."},
            }
            for n, (key, vi, en) in enumerate(chosen)
        ]
        return [
            self._step("opinions", "consult", "Lấy ý kiến các sở", "Ask the departments", None, share=4,
                       opinions=opinions),
            self._step("compile", "process", "Tổng hợp ý kiến", "Put the opinions together",
                       "specialist" if self.province else "justice_officer", share=2),
        ]  # fmt: skip

    def _tax(self) -> list[_Step]:
        external = {
            "system": "tax",
            "days": 5,
            "pauses": True,
            "question": {"vi": "Xác định nghĩa vụ tài chính.", "en": "Determine the financial obligation."},
        }
        return [
            self._step("tax", "external", "Cơ quan thuế thông báo nghĩa vụ tài chính", "The tax office's notice",
                       "specialist" if self.province else "land_officer", external=external),
            self._step("go_on", "automatic", "Đi tiếp khi đã có thông báo", "Go on with the notice", None),
        ]  # fmt: skip

    def _council(self) -> list[_Step]:
        who = "specialist" if self.province else "culture_society_officer"
        return [
            self._step(
                "council", "process", "Họp hội đồng thẩm định", "Council meeting", who, share=4, doubt=True
            ),
            self._step("minutes", "process", "Hoàn thiện biên bản họp", "Finish the minutes", who, share=1),
        ]

    def _publicity(self) -> list[_Step]:
        who = "specialist" if self.province else "culture_society_officer"
        return [
            self._step("publish", "process", "Niêm yết công khai", "Public notice", who, share=2, doubt=True),
            self._step("objections", "process", "Tổng hợp phản ánh", "Gather objections", who, share=1),
        ]

    def _office(self, size: int) -> _Step:
        """The second way: through the city's office, up to the chair; a part of its own."""
        people = [
            ("enter", "assign", "Phòng Hành chính nhận", "Office takes in", "clerk"),
            ("lead", "assign", "Lãnh đạo Văn phòng phân công", "Office leader assigns", "department_leader"),
            ("study", "process", "Chuyên viên thẩm tra", "Specialist examines", "specialist"),
            ("check", "review", "Trưởng phòng chuyên môn xem xét", "Head of division reviews", "division_leader"),
            ("propose", "review", "Lãnh đạo Văn phòng trình", "Office leader submits", "deputy_leader"),
            ("decide", "review", "Lãnh đạo UBND quyết định", "City leader decides", "vice_chair"),
            ("seal", "number", "Văn thư phát hành", "Clerk issues", "clerk"),
            ("hand_back", "assign", "Chuyển lại sở", "Back to the department", "clerk"),
        ][:size]  # fmt: skip
        steps: Tree = {}
        for n, (id, kind, vi, en, post) in enumerate(people):
            to = people[n + 1][0] if n + 1 < len(people) else "end"
            ways: list[Tree] = [{"id": "go", "label": {"vi": "Chuyển", "en": "Pass on"}, "to": to}]
            if kind == "review":
                ways.append({"id": "again", "label": {"vi": "Trả lại", "en": "Give back"}, "to": "study",
                             "kind": "back", "needs_note": True})  # fmt: skip
            steps[id] = {"kind": kind, "title": {"vi": vi, "en": en}, "post": post,
                         "agency": "van-phong-ubnd", "hours": 1, "next": ways}  # fmt: skip
        self.parts["office"] = {
            "name": {"vi": "Giải quyết tại Văn phòng UBND thành phố", "en": "At the city's office"},
            "start": people[0][0],
            "steps": steps,
        }
        title = {"vi": "Trình UBND thành phố", "en": "To the city"}
        return _Step("office", {"kind": "part", "title": title, "part": "office"}, share=size)

    # ---- the ways between them

    def _ways(self, line: list[_Step]) -> None:
        examined = next(step.id for step in line if step.id == "process")
        for n, step in enumerate(line):
            following = line[n + 1].id if n + 1 < len(line) else "end"
            label = {"vi": "Chuyển tiếp", "en": "Pass on"}
            ways: list[Tree] = [{"id": "go", "label": label, "to": following}]
            if n + 1 < len(line) and line[n + 1].doubt and step.tree["kind"] == "process":
                self._branch(step, ways, line[n + 1].id, line[n + 2].id)
            if step.tree["kind"] in ("review", "sign"):
                ways.append({"id": "again", "label": {"vi": "Trả lại để làm lại", "en": "Give back"},
                             "to": examined, "kind": "back", "needs_note": True})  # fmt: skip
            if step.id in ("process", "sign"):
                ways.append({"id": "refuse", "label": {"vi": "Từ chối", "en": "Refuse"}, "to": "end",
                             "kind": "refuse", "needs_note": True})  # fmt: skip
            step.tree["next"] = ways

    def _branch(self, step: _Step, ways: list[Tree], doubtful: str, past: str) -> None:
        """Who examines says whether the next step is needed; or an answer of the form does."""
        name = f"need_{doubtful}"
        if self.random.random() < 0.7:
            asked = {"vi": "Cần làm bước tiếp theo?", "en": "Is the next step needed?"}
            step.tree["fields"] = [{"id": name, "kind": "yes_no", "label": asked}]
            condition = f"officer.{name}"
        else:
            condition = "size_kind == 'large'"
        ways[0]["when"] = condition
        other: Tree = {
            "id": "skip",
            "label": {"vi": "Không cần, đi tiếp", "en": "Not needed, go on"},
            "to": past,
        }
        if condition.startswith("officer.") and self.random.random() < 0.5:
            other["when"] = f"!{condition}"
        ways.append(other)

    # ---- the time

    def _time(self, line: list[_Step]) -> Tree:
        """Give every step its hours; the limit in working days, at least what they come to."""
        shares = sum(step.share for step in line)
        days = self.random.choice([limit for limit in LIMITS if limit * 8 >= shares] or [LIMITS[-1]])
        spare = days * 4 - -(-shares // 2)  # quarters of a day beyond the least
        for step in line:
            hours = float(step.share)
            if step.id == "process":
                hours += max(spare, 0) * 2 * 0.5
            if "opinions" in step.tree:
                for opinion in step.tree["opinions"]:
                    opinion["days"] = 1 + (spare // 16 if spare > 0 else 0)
                hours = 0.0
            elif step.tree["kind"] == "part":
                continue
            if hours:
                step.tree["hours"] = hours
                if self.urgent and hours >= 2:
                    step.tree["variants"] = [{"case": "urgent", "hours": hours / 2}]
        need = sum(self._hours(step, "plain") for step in line)
        return {
            "amount": max(days, -(-int(need) // 8)),
            "unit": "working_day",
            "legal_ref": self.subject.decision,
        }

    def _hours(self, step: _Step, case: str) -> float:
        if step.tree["kind"] == "part":
            return sum(float(inner["hours"]) for inner in self.parts["office"]["steps"].values())
        if "opinions" in step.tree:
            return 8.0 * max(opinion["days"] for opinion in step.tree["opinions"])
        for variant in step.tree.get("variants", []):
            if variant["case"] == case:
                return float(variant["hours"])
        return float(step.tree.get("hours", 0))

    # ---- the whole

    def _tree(self, line: list[_Step], limit: Tree) -> Tree:
        subject = self.subject
        questions: list[Tree] = [
            {"id": "applicant_name", "kind": "person_name", "label": {"vi": "Họ và tên", "en": "Full name"},
             "prefill": "applicant.full_name"},
            {"id": "size_kind", "kind": "choice", "label": {"vi": "Quy mô", "en": "Size"},
             "options": [{"value": "small", "vi": "Nhỏ", "en": "Small"},
                         {"value": "large", "vi": "Lớn", "en": "Large"}]},
            {"id": "request", "kind": "longtext", "label": {"vi": "Nội dung đề nghị", "en": "Your request"},
             "max_length": 2000},
        ]  # fmt: skip
        cases: list[Tree] = [{"id": "plain", "name": {"vi": "Thông thường", "en": "Ordinary"}}]
        if self.urgent:
            asked = {"vi": "Giải quyết gấp?", "en": "Is it urgent?"}
            questions.append({"id": "urgent", "kind": "yes_no", "label": asked})
            hours = sum(self._hours(step, "urgent") for step in line)
            short = {**limit, "amount": -(-int(hours * 2) // 2), "unit": "working_hour"}
            cases.insert(0, {"id": "urgent", "name": {"vi": "Gấp", "en": "Urgent"}, "when": "urgent",
                             "limit": short})  # fmt: skip
        agency = "department" if self.province else "commune"
        workflow: Tree = {"start": line[0].id, "steps": {step.id: step.tree for step in line}}
        if self.parts:
            workflow["parts"] = self.parts
        name = {"vi": subject.name, "en": f"Procedure {subject.code}"}
        return {
            "code": subject.code,
            "name": name,
            "summary": {"vi": "Quy trình mẫu để thử nghiệm.", "en": "An invented workflow for trials."},
            "field": subject.field,
            "level": subject.level,
            "decision": subject.decision,
            "audience": ["Công dân Việt Nam"],
            "competent": {"agency_kind": agency, "by": "any" if self.province else "residence"},
            "online_level": {"level": "toan_trinh"},
            "limit": limit,
            "cases": cases,
            "form": {
                "pages": [{"id": "main", "title": {"vi": "Đề nghị", "en": "Request"}, "fields": questions}]
            },
            "components": [
                {"id": "identity", "name": {"vi": "Căn cước", "en": "Identity card"}, "originals": 1,
                 "satisfied_by": ["population.identity"]},
                {"id": "plan", "name": {"vi": "Bản thuyết minh", "en": "Description"}, "originals": 1,
                 "when": "size_kind == 'large'"},
            ],
            "workflow": workflow,
            "result": {
                "kind": "decision",
                "name": {"vi": "Văn bản chấp thuận", "en": "Approval"},
                "template": "sheet",
                "numbering": {"symbol": "CT", "series": "cong-van"},
                "layout": {
                    "title": {"vi": "Văn bản chấp thuận", "en": "Approval"},
                    "blocks": [{"text": {"vi": "Chấp thuận đề nghị của {{applicant_name}}.",
                                         "en": "The request of {{applicant_name}} is approved."}}],
                },
            },
        }  # fmt: skip
