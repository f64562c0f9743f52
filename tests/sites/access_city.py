"""One of everything that somebody must not see, and everybody who might try: for the access matrix."""

import io
import re
import uuid
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import orjson
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from motcua.city import authority
from motcua.city.contracts import changes as contracts
from motcua.city.contracts.models import ReceptionContract
from motcua.city.contracts.rules import Terms as ContractTerms
from motcua.city.delegation import changes as lending
from motcua.city.delegation.terms import Terms
from motcua.city.hall import bookings, layout, rules, supervision, tickets
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.models import Counter as HallCounter
from motcua.city.mandates import changes as mandates
from motcua.city.mandates.scope import Scope
from motcua.city.mobile import planning
from motcua.city.mobile.models import Brought as Carried
from motcua.city.mobile.planning import NewOuting
from motcua.city.models import Account, Agency, Entrustment, Organisation, Person, Post, Unit
from motcua.city.reform.models import Plan
from motcua.city.reform.models import Question as Unsure
from motcua.exchange.credit_trust import asking as lending_trust
from motcua.exchange.data_services import agreements as data_agreements
from motcua.exchange.data_services.agreements import Terms as DataTerms
from motcua.exchange.dialogue import changes as reports
from motcua.exchange.dialogue import releasing, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.models import Report
from motcua.exchange.models import Message
from motcua.exchange.post import handing, packing
from motcua.exchange.post.models import Record as Handing
from motcua.exchange.post.packing import InPack, NewPack, Paper
from motcua.exchange.publishing import changes as speaking
from motcua.exchange.publishing.facts import Draft as ArticleDraft
from motcua.exchange.publishing.facts import Words
from motcua.exchange.publishing.models import Article
from motcua.foundation import audit, clock
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.audit import writing
from motcua.foundation.models import AccessLog
from motcua.money import orders
from motcua.money.merchants import changes as merchants
from motcua.money.merchants import rules as merchant_rules
from motcua.money.models import Order
from motcua.money.school_fees import changes as school_fees
from motcua.money.school_fees import rules as fee_rules
from motcua.money.till import counting, drawers
from motcua.money.till import handing as cash_taking
from motcua.money.till import rules as till_rules
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.catalogue.notice import Kind
from motcua.procedures.dossiers import changes, inner_notes
from motcua.procedures.dossiers.models import Document, Dossier, Draft, SavedView
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.gazette import changes as gazette
from motcua.procedures.national import accepting, crawl
from motcua.procedures.national.models import Change, Question
from motcua.procedures.review import changes as reviewing
from motcua.project.demo import account_of
from motcua.project.demo.identities import HOME
from motcua.records.books import images, keying, lots, projects
from motcua.records.consents import giving as consents
from motcua.records.consents import texts as consent_texts
from motcua.records.contests import changes as contesting
from motcua.records.drives import booking as drive_bookings
from motcua.records.papers import storing
from motcua.records.papers.models import StoredFile
from motcua.records.population.models import CitizenRecord
from motcua.records.privacy import breaches, exports
from motcua.records.privacy import questions as look_questions
from motcua.records.privacy.models import Review
from motcua.records.quality.models import Load as QualityLoad
from motcua.records.quality.pairs import merging
from motcua.records.scanning import working as scanning
from motcua.records.scanning.models import Scan
from motcua.records.subject_requests import changes as subject_requests
from motcua.records.wallet import sharing
from motcua.sites.hall.setting_up import STANDARD
from tests.money.conftest import le_phi
from tests.money.payouts import a_list
from tests.procedures import editors, people
from tests.procedures import test_national_import as national
from tests.procedures import test_review as reviews
from tests.records.drives import a_drive
from tests.records.pairs import doubtful
from tests.sites.api_calls import token_for
from tests.sites.desk_people import MONDAY

BACKEND = "django.contrib.auth.backends.ModelBackend"
ROLES = {
    "vis": "a visitor", "own": "the resident who filed", "oth": "another resident", "cnt": "the counter",
    "jus": "the justice officer", "lnd": "the land officer", "ldr": "the division leader", "chr": "the chair",
    "clk": "the clerk", "dep": "a specialist of a department that was not asked", "els": "the justice officer of another ward",
    "edi": "the catalogue editor", "cty": "a leader of the city", "prt": "a partner system with every scope",
}  # fmt: skip
_DEMO = {
    "own": "resident", "oth": "resident-single", "cnt": "counter", "jus": "justice", "lnd": "land", "ldr": "leader",
    "chr": "chair", "clk": "clerk", "dep": "construction", "edi": "editor", "cty": "city",
}  # fmt: skip
ELSEWHERE = "ubnd-phuong-ha-dong.justice-officer-1"


def routes() -> list[str]:
    """Every address of the installation, as its patterns say it."""

    def walk(patterns: list[Any], before: str = "") -> Any:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            elif isinstance(one, URLPattern):
                yield here

    return list(dict.fromkeys(walk(get_resolver("motcua.project.urls").url_patterns)))


def route_of(path: str) -> str:
    """The pattern that serves an address of the table, whatever stands for its names."""
    sample = re.sub(r"\{code\}", "H26.40.01-260302-0001", path.split("?")[0])
    number = (
        r"\{(task|letter|note|view|article|national|asked|unsure|paper|mandate|old_entry|old_page|old_turn|finding|pair|to_merge"
        r"|merge|point|lot_of_point|seen|till_counter|payout_line|payout_finding|payout_cash)\}"
    )
    sample = re.sub(number, "1", sample)
    sample = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", sample)
    return get_resolver("motcua.project.urls").resolve(sample).route


@dataclass
class Things:
    """What the rows of the matrix name: `{uuid}` and so on."""

    names: dict[str, Any]
    clients: dict[str, tuple[Client, dict[str, str]]]
    looks: int = 0
    """Entries that the last answer wrote to the log of looks; what was refused showed nothing."""
    shows: bool = False
    """Whether the last answer holds the name or number of the resident who filed."""

    @property
    def act(self) -> dict[str, str]:
        """What the form of an act sends from the screen as it is now."""
        return {"task": str(self.names["task"]), "status": str(self.names["status"]), "words": "Xin dừng."}

    def status(self, role: str, method: str, path: str, data: dict[str, Any] | None) -> str:
        """How the city answers this role, in one word; what the request changed is undone."""
        client, headers = self.clients[role]
        address = path.format(**self.names)
        body: dict[str, Any] = {"data": data or {}}
        if address.startswith("/api/v1/") and method == "POST":
            body = {"data": orjson.dumps(data or {}), "content_type": "application/json"}
        kept = deepcopy(client.cookies)
        cache.clear()  # the pace of public look-ups is another test's: fourteen roles knock here within a minute
        with transaction.atomic(), patch.object(writing, "write", wraps=writing.write) as written:
            ask = client.get if method == "GET" else client.post
            answer = ask(address, headers=headers, **(body if method == "POST" else {}))
            content = (
                b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
            )
            rows = [call.args[0] for call in written.call_args_list]
            self.looks = sum(any(row.result != "refused" for row in one) for one in rows)
            self.shows = any(mark in content for mark in self.names["marks"])
            transaction.set_rollback(True)
        client.cookies = kept
        return word_for(answer)


def word_for(answer: HttpResponse) -> str:
    """200 → ok, to the sign-on → in, elsewhere → go, 401 and 403 → no, 400 and 422 → bad; else the number."""
    code = answer.status_code
    if code in (301, 302):
        return "in" if answer["Location"].startswith("/dang-nhap") else "go"
    if 200 <= code < 300:
        return "ok"
    return {400: "bad", 422: "bad", 401: "no", 403: "no"}.get(code, str(code))


def build() -> Things:
    """A birth that the justice officer examines, a copy that has to be paid, a draft, a letter."""
    clock.set_for_test(MONDAY)
    owner = people.resident(MONDAY)
    file = storing.store(
        _picture(),
        purpose="dossier",
        owner_id=owner.person_id,
        by=owner.account_id,
        at=MONDAY,
        name="giay.jpg",
    )
    birth = changes.file(
        people.submission(
            people.BIRTH,
            {**people.BORN, **people.requester(owner)},
            owner,
            MONDAY,
            papers=(GivenPaper("birth_notice", "upload", (file.uuid,)),),
        ),
        by=owner,
        at=MONDAY,
    )
    birth = changes.accept(
        birth.open_task_id, by=people.officer("counter", MONDAY), at=MONDAY, ticked=people.RECEIVED
    )
    copy = _copy(owner)
    version = publishing.version_for(people.BIRTH, MONDAY)
    assert version is not None
    clients = {role: (Client(), {}) for role in ROLES}
    for role, key in _DEMO.items():
        clients[role][0].force_login(account_of(key), backend=BACKEND)
    clients["els"][0].force_login(Account.objects.get(username=ELSEWHERE), backend=BACKEND)
    clients["prt"] = (Client(), {"Authorization": f"Bearer {token_for()}", "X-Purpose": "kiem tra"})
    begun = clients["own"][0].post(f"/nop/{people.BIRTH}")
    letter = Message.objects.create(
        key="matrix",
        person_id=owner.person_id,
        language="vi",
        subject="Có kết quả",
        body="…",
        created_at=MONDAY,
        mail="none",
    )
    report = _report(owner)
    person = Person.objects.get(pk=owner.person_id)
    names = _catalogue(owner) | {
        "marks": (person.full_name.encode(), person.pin.encode()),
        "report": report.code,
        "report_token": report.uuid,
        "photo": report.photos.get().uuid,
        "question": _question(owner).code,
        "uuid": birth.uuid,
        "code": birth.code,
        "task": birth.open_task_id,
        "status": birth.status,
        "file": file.uuid,
        "document": Document.objects.filter(dossier=birth).latest("id").uuid,
        "copy": copy.uuid,
        "order": Order.objects.get(subject_id=copy.uuid).public_id,
        "draft": Draft.objects.get(id=begun["Location"].split("/")[3]).id,
        "letter": letter.pk,
        **_organisation(person),
        "work": _work().uuid,
        "lent": _lent().uuid,
        **_reform(),
        **_old_books(),
        **_pairs(),
        **_drives(owner),
        **_payouts(),
        **_sharing(),
        **_quality(),
        "article": _article().pk,
        **_wallet(owner, file),
        **_own_data(owner, file),
        "fresh": uuid.uuid4(),
        "scan": _scan(birth).uuid,
        **_hall(owner),
        **_ways(owner),
        **_privacy(owner),
        **_cashless(owner),
        "copy_code": copy.code,
        "note": inner_notes.write(
            birth.id, "Đã gọi điện.", by=people.officer("justice", MONDAY), at=MONDAY
        ).id,
        "view": SavedView.objects.create(
            account=account_of("justice"), name="Gấp", tab="waiting", query="due=today", created_at=MONDAY
        ).id,
    }
    return Things(names, clients)


def _hall(owner: Any) -> dict[str, Any]:
    """The hall of the branch with a number, the owner's booking, a camera that the city looked through, a task."""
    branch = Agency.objects.get(serves__agencies__key=HOME, kind=Agency.Kind.CENTRE_BRANCH)
    plan = layout.plan(layout.set_up(branch, STANDARD, 2, by=SYSTEM, at=MONDAY).key, MONDAY)
    assert plan is not None
    city = people.officer("city", MONDAY)
    powers = authority.powers_of(city.account_id, MONDAY)
    wanted = Wanted("Nguyễn Thị Minh Anh", "0912345678", owner.person_id)
    nine = MONDAY.replace(day=4, hour=9, minute=0)
    new = supervision.NewCamera("Q1", "Quầy 1", "Giám sát", "", 30, ("vice_chair",))
    camera = supervision.register(plan.hall, new, by=city, at=MONDAY)
    found = {one.key: "ok" for one in rules.rules().checks} | {"posted": "fault"}
    faults = [supervision.Fault("posted", "Thiếu mức phí", MONDAY.date())]
    check = supervision.check(plan.hall, found, faults, by=city, at=MONDAY)
    return {
        "hall": plan.hall.key,
        "ticket": tickets.issue(plan, plan.groups[0], "kiosk", at=MONDAY).uuid,
        "booking": bookings.book(plan, plan.groups[0], nine, wanted, by=owner, at=MONDAY).uuid,
        "camera": camera.uuid,
        "look": supervision.look(camera, "Kiểm tra quầy vắng", "", powers, by=city, at=MONDAY).uuid,
        "check": check.uuid,
        "fault": check.tasks.get().uuid,
    }


def _cashless(owner: Any) -> dict[str, Any]:
    """A drawer that waits to be taken, a deposit, a counter; merchants, one to be decided, a zone; a class with fees."""
    giver, leader, school = (people.officer(key, MONDAY) for key in ("handover", "leader", "school"))
    offered = []
    for _ in range(2):
        drawer = drawers.open_counted(till_rules.Counted(()), by=giver, at=MONDAY)
        order = orders.open_order(
            subject="M", subject_id=uuid.uuid4(), fee=le_phi(), payer_name="Mẫu", channel="counter", at=MONDAY,
            agency_id=giver.agency_id,
        )  # fmt: skip
        drawers.take_cash(order, by=giver, at=MONDAY)
        counting.count(drawer.pk, till_rules.Counted(((50_000, 1),)), "", by=giver, at=MONDAY)
        offered.append(counting.offer(drawer.pk, by=giver, at=MONDAY))
    cash_taking.take(offered[0].uuid, 50_000, by=leader, at=MONDAY)
    ward = Unit.objects.get(code="00160", code_list="2025")
    zone = merchants.open_zone("Phố Mẫu", "", "street", MONDAY.date(), by=leader, at=MONDAY)
    told = merchant_rules.Application(
        "Hàng mẫu", "street", "Phố Mẫu", "970436", "12345678", False, "MAU", True
    )
    one = merchants.apply(told, ward, by=owner, at=MONDAY)
    merchants.decide(one.uuid, True, "", zone, by=leader, at=MONDAY)
    second = merchants.apply(replace(told, account="87654321"), ward, by=owner, at=MONDAY)
    listed = [fee_rules.Listed(2, "HS1", "Bé Mẫu", pin=Person.objects.get(pk=owner.person_id).pin)]
    fees = [fee_rules.Fee(1, "Bán trú", 600_000, True)]
    asked = school_fees.write("Bán trú", "3A", MONDAY.date(), fees, listed, by=school, at=MONDAY)
    school_fees.open_(asked.uuid, by=school, at=MONDAY)
    return {
        "hand_over": offered[1].uuid,
        "deposit": cash_taking.deposit([offered[0].uuid], by=leader, at=MONDAY).uuid,
        "till_counter": HallCounter.objects.order_by("id").values_list("id", flat=True).first(),
        "merchant": one.uuid,
        "merchant_new": second.uuid,
        "zone": zone.uuid,
        "school_campaign": asked.uuid,
        "school_pupil": asked.pupils.get().uuid,
    }


def _ways(owner: Any) -> dict[str, Any]:
    """A pack to be signed for, one that was, a collection that the owner asked for, a team with a tablet's draft."""
    post, counter, leader = (people.officer(key, MONDAY) for key in ("post", "counter", "leader"))
    office, branch = (Agency.objects.get(pk=one.agency_id) for one in (post, counter))
    powers = {one: authority.powers_of(one.account_id, MONDAY) for one in (post, counter, leader)}
    inside = InPack(people.BIRTH, "Đăng ký khai sinh", "", (Paper("Giấy chứng sinh"),))
    new = NewPack(
        name="Minh Anh", phone="", address="12 Nghĩa Tân", dossiers=(inside,), person_id=owner.person_id
    )
    signed, open_one = (packing.take(new, office, branch, powers[post], by=post, at=MONDAY) for _ in range(2))
    for one in (signed, open_one):
        handing.bring(office, branch, [one.code], powers[post], by=post, at=MONDAY)
    first, second = Handing.objects.order_by("id")
    handing.sign_for_packs(first.uuid, (), "", powers[counter], by=counter, at=MONDAY)
    ward = Agency.objects.select_related("unit").get(key=HOME)
    begins = MONDAY + timedelta(hours=1)
    plan = NewOuting(
        unit=ward.unit, place="Tổ 12", starts_at=begins, ends_at=begins + timedelta(hours=2), procedures=(people.BIRTH,),
        members=(account_of("handover").pk,),
    )  # fmt: skip
    does = {"powers": powers[leader], "by": leader, "at": MONDAY}
    outing = planning.publish(planning.write(ward, plan, known={people.BIRTH}, **does).uuid, **does)
    draft = Carried.objects.create(
        outing=outing, procedure_code=people.BIRTH, version_hash="", client_id=owner.person_id, consent=uuid.uuid4(),
        digest="", entered_at=MONDAY, received_at=MONDAY, received_name="Mẫu",
    )  # fmt: skip
    return {
        "pack": open_one.uuid,
        "handing": second.uuid,
        "enclosed": signed.enclosed.get().uuid,
        "fetch": packing.ask(new, office, branch, by=owner, at=MONDAY).uuid,
        "outing": outing.uuid,
        "carried": draft.uuid,
        "contract": _contract(ward, leader, powers[leader]).uuid,
    }


def _contract(ward: Agency, leader: Actor, powers: Any) -> ReceptionContract:
    """A contract of the ward that waits for its chair."""
    firm = Organisation.objects.create(number="0109990001", name="Công ty Một Quầy", kind="enterprise")
    terms = ContractTerms(
        organisation=firm.number, number="1/HĐ", signed_on=MONDAY.date(), begins=MONDAY.date(),
        until=MONDAY.date() + timedelta(days=90), points=(ward.pk,), procedures=(people.BIRTH,),
    )  # fmt: skip
    return contracts.write(ward, terms, powers, {people.BIRTH}, by=leader, at=MONDAY)


def _organisation(person: Person) -> dict[str, Any]:
    """A company that the resident represents, with a mandate for the other one who has not answered yet."""
    firm = Organisation.objects.create(
        number="0109999991", name="Công ty Mẫu", kind="enterprise", representative=person
    )
    mandate = mandates.invite(
        firm.pk,
        account_of("resident-single").person.pin,
        Scope(frozenset({"file"})),
        since=MONDAY.date(),
        until=MONDAY.date(),
        by=person,
        actor=SYSTEM,
        at=MONDAY,
    )
    return {"org": firm.number, "mandate": mandate.pk}


def _report(owner: Any) -> Report:
    """A report that the ward has accepted, with a photo that everybody may see."""
    photo = storing.store(
        _picture(), purpose="other", owner_id=owner.person_id, by=owner.account_id, at=MONDAY, name="rac.jpg"
    )
    message = sending.Message(
        "scene", "waste", "Rác đổ đầy đầu ngõ.", uuid.uuid4(), unit=Unit.objects.get(code="00160", code_list="2025"),
        place="Đầu ngõ 12", files=[photo],
    )  # fmt: skip
    report = sending.send(message, by=owner, at=MONDAY)
    land = people.officer("land", MONDAY)
    releasing.release(report.photos.get().pk, "", by=land, at=MONDAY)
    given = Given(level="normal", public_text="Rác đầu ngõ")
    return reports.act(report.pk, "accept", given, by=land, at=MONDAY)


def _catalogue(owner: Any) -> dict[str, Any]:
    """A crawl with an open change, a question about an accepted record, a proposed decision, a review that is asked about."""
    editor = editors.editor(MONDAY)

    def crawled(*lines: Any) -> Any:
        file = national.file_of(*lines)
        begun = crawl.begin("x.jsonl", crawl.sha256_of(file), by=editor, at=MONDAY, whole=False)
        return crawl.run(begun, file, at=MONDAY)

    first = Change.objects.get(crawl=crawled(national.land()))
    accepting.accept([first.pk], by=editor, at=MONDAY)
    begun = crawled(national.row())
    lines = [gazette.Line("9.100002", Kind.ABOLISHED)]
    dates = gazette.Dates(MONDAY.date(), MONDAY.date() + timedelta(days=30))
    decision = gazette.propose("1/QĐ", "province", dates, lines, by=editor, at=MONDAY)
    review = reviewing.begin(Procedure.objects.get(code=people.BIRTH), by=editor, at=MONDAY)
    reviewing.save(str(review.uuid), reviews.proposed(), seen=1, by=editor, at=MONDAY)
    ward = people.officer("justice", MONDAY).agency_id
    reviewing.ask(str(review.uuid), [ward], 10, public=True, by=editor, at=MONDAY)
    return {
        "crawl": begun.uuid,
        "national": Change.objects.get(crawl=begun).pk,
        "asked": Question.objects.get(code="9.100002").pk,
        "decision": decision.uuid,
        "review": review.uuid,
    }


def _scan(birth: Dossier) -> Scan:
    """A paper of the birth that the counter has begun to scan."""
    subject = scanning.Subject(
        birth.id, birth.code, None, "x", "Giấy", birth.intake_agency_id, birth.owner_id, None
    )
    return scanning.begin(subject, "intake", by=people.officer("counter", MONDAY), at=MONDAY)


def _question(owner: Any) -> Report:
    return sending.send(
        sending.Message("question", "other", "Đóng phí ở đâu?", uuid.uuid4()), by=owner, at=MONDAY
    )


def _copy(owner: Any) -> Dossier:
    answers = {
        "applicant_name": "Nguyễn Thị Minh Anh",
        "applicant_phone": "0912345678",
        "copy_form": "paper",
        "originals": [{"title": "Bằng tốt nghiệp", "pages": 5, "copies": 3, "issued_by_foreign": False}],
    }
    filed = changes.file(people.submission(people.COPY, answers, owner, MONDAY), by=owner, at=MONDAY)
    return changes.accept(
        filed.open_task_id, by=people.officer("counter", MONDAY), at=MONDAY, ticked=people.RECEIVED
    )


def _sharing() -> dict[str, Any]:
    """An agreement on data that waits for a second officer."""
    partner = Account.objects.get(username="partner.hospital")
    terms = DataTerms(
        partner.id, "births", "Xác minh khai sinh", ("child_name",), ("verify",), "Cấp thẻ cho trẻ", "Luật BHYT",
        MONDAY.date(), MONDAY.date(),
    )  # fmt: skip
    by = authority.actor_for(account_of("organiser"), MONDAY)
    return {"sharing": data_agreements.propose(terms, by=by, at=MONDAY).uuid}


def _quality() -> dict[str, Any]:
    """A load of a source that is cleaned, and a finding in it for the ward."""
    load = QualityLoad.objects.create(
        source="school", name="hoc-sinh.csv", sha256="0" * 64, taken_on=MONDAY.date(), state="cleaned", received_at=MONDAY,
        received_by={},
    )  # fmt: skip
    found = load.findings.create(
        rule="DQ18", source="school", record="S1", unit_code="00160", field="full_name", value="Nguyen Van An"
    )
    return {"quality_load": load.uuid, "finding": found.pk}


def _reform() -> dict[str, Any]:
    """A plan of organisation that is being written, and a question that an earlier one left to the ward."""
    begun = {
        "act": "12/NQ",
        "effective_on": MONDAY.date(),
        "written_at": MONDAY,
        "written_by_name": "Người soạn",
    }
    plan = Plan.objects.create(title="Đang soạn", document="{}", written_by_id=0, **begun)
    done = Plan.objects.create(
        title="Đã xong",
        document="{}",
        written_by_id=0,
        state="done",
        proposed_by_id=0,
        approved_by_id=1,
        **begun,
    )
    unsure = Unsure.objects.create(
        plan=done, kind="place", subject=uuid.uuid4(), code="H26-1", agency_key=HOME, from_key=HOME,
        choices=[HOME, "ubnd-phuong-cau-giay"], asked_at=MONDAY,
    )  # fmt: skip
    return {"plan": plan.uuid, "unsure": unsure.pk}


def _pairs() -> dict[str, Any]:
    """A doubtful pair of the ward that nobody has opened, one that waits to be merged, one that was."""
    open_one, waits, done = (
        doubtful.of_two(doubtful.person("Lê Thị Cặp", f"00119090010{n}"), doubtful.person("Lê Thị Cặp"))
        for n in range(3)
    )
    for one in (waits, done):
        for key in ("justice", "society"):
            doubtful.said(one, key, "same")
    leader = people.officer("leader", MONDAY)
    row = merging.merge(
        done.pk, done.left["person_id"], {}, "Đã đối chiếu", doubtful.WARD, by=leader, at=MONDAY
    )
    assert row is not None
    return {"pair": open_one.pk, "to_merge": waits.pk, "merge": row.pk}


def _drives(owner: Any) -> dict[str, Any]:
    """A drive of the ward that is out, one that is written, the owner's booking."""
    drive, draft = a_drive.out(), a_drive.drawn()
    who = account_of("resident").person
    assert who is not None
    made = drive_bookings.book(a_drive.slot(drive).pk, who, by=owner, at=MONDAY)
    return {
        "drive": drive.uuid, "drive_draft": draft.uuid, "point": made.point_id, "drive_booking": made.uuid,
        "lot_of_point": made.pk,
    }  # fmt: skip


def _payouts() -> dict[str, Any]:
    """A list of the ward whose two people nobody has looked at yet, and one of the month before with cash to fetch."""
    old, gone = (
        a_list.person("Cụ Bà Mẫu"),
        a_list.person("Cụ Ông Mẫu", death_date=MONDAY.date().replace(month=1)),
    )
    for one in (old, gone):
        a_list.granted(one)
    a_list.money()
    gone_later = CitizenRecord.objects.filter(person=gone)
    gone_later.update(death_date=None)
    sent = a_list.sent(a_list.MARCH.replace(month=2))
    gone_later.update(death_date=a_list.MARCH.replace(month=2))
    draft = a_list.drawn()
    line = draft.lines.get(person=old)
    finding = draft.findings.get(code="DEAD")
    return {
        "payout": draft.uuid, "payout_sent": sent.uuid, "payout_line": line.pk, "payout_finding": finding.pk,
        "payout_cash": sent.lines.get(person=old).pk,
    }  # fmt: skip


def _old_books() -> dict[str, Any]:
    """A ward's project: one page keyed twice whose entry is in a lot, one page that the clerk is keying."""
    by, third = people.officer("justice", MONDAY), "justice"
    agency = account_of(third).appointments.get().post.agency_id
    setup = projects.Setup(register="births", name="Khai sinh 1998", kind="civil_status")
    project = projects.open_project(setup, agency, by=by, at=MONDAY)
    found = projects.Found(code="KS", unit_code="00160", year=1998, volume=1, pages=2)
    book = projects.add_book(project, found, by=by, at=MONDAY)
    images.bring(book, [(f"{number}.jpg", _picture()) for number in (1, 2)], by=by, at=MONDAY)
    typed = {
        "entry_number": "1", "entered_on": "2/3/1998", "child_name": "Đinh Thị Sổ", "child_birth_date": "1/3/1998",
    }  # fmt: skip
    for key in ("clerk", "society"):
        clerk = account_of(key)
        turn = keying.claim(project, clerk.pk, clerk.display_name, at=MONDAY)
        assert turn is not None
        keying.finish_entry(turn.pk, clerk.pk, 1, typed, at=MONDAY)
    lot = lots.make(project, "hạt", by=by, at=MONDAY)
    claimed = keying.claim(project, account_of("clerk").pk, "", at=MONDAY)
    assert claimed is not None
    entry = lot.entries.get()
    return {
        "old_project": project.uuid, "old_book": book.uuid, "old_lot": lot.uuid, "old_entry": entry.pk,
        "old_page": entry.page_id, "old_turn": claimed.pk,
    }  # fmt: skip


def _work() -> WorkingCopy:
    """A working copy of the birth procedure, opened by the editor."""
    version = publishing.version_for(people.BIRTH, MONDAY)
    assert version is not None
    return working.start_from(version, by=people.officer("editor", MONDAY), at=MONDAY)


def _lent() -> Entrustment:
    """A decision of the ward that the clerk has written and the chair has not signed."""
    chair, clerk = (Post.objects.get(agency__key=HOME, kind=kind) for kind in ("chair", "clerk"))
    given = Terms(
        kind="delegation", number="77/QĐ-UBND", decided_on=MONDAY.date(), powers=("sign",), begins=MONDAY.date(),
        until=MONDAY.date() + timedelta(days=30), fields=("civil-status",), to_post_id=clerk.pk,
    )  # fmt: skip
    return lending.write(given, chair.pk, by=people.officer("clerk", MONDAY), at=MONDAY)


def _article() -> Article:
    """A draft of the ward, by its clerk."""
    clerk = people.officer("clerk", MONDAY)
    draft = ArticleDraft(Words("Tin của phường", "", "Nội dung."), "bản đầu")
    return speaking.begin("news", Agency.objects.get(key=HOME), None, draft, by=clerk, at=MONDAY)


def _wallet(owner: Actor, file: StoredFile) -> dict[str, Any]:
    """A paper of the resident's, a link to it, and a word that the home town is wrong."""
    assert owner.person_id is not None
    paper = storing.issue(
        kind="planning-information", number="1", issued_on=None, issuer_id=None, owner_id=owner.person_id,
        file=file, at=MONDAY,
    )  # fmt: skip
    wanted = sharing.Wanted(uuid.uuid4(), [paper.pk], "Nhà trường", "Nhập học", 7, 3)
    share, token = sharing.make(wanted, owner_id=owner.person_id, organisation_id=None, by=owner, at=MONDAY)
    said = contesting.Said("home_town", owner.person_id, "Một nơi khác")
    contest = contesting.open_contest(said, by=owner, at=MONDAY)
    return {"paper": paper.pk, "share": share.uuid, "link": token, "contest": contest.uuid}


def _privacy(owner: Any) -> dict[str, Any]:
    """A look that the owner asked about, and looks of the land officer that a rule proposed for review."""
    land = people.officer("land", MONDAY)
    audit.log_read(
        land, [owner.person_id], purpose="Tra cứu", what="population", code="population", at=MONDAY
    )
    seen = (
        AccessLog.objects.filter(person_id=owner.person_id, reader_account_id=land.account_id).latest("id").id
    )
    asked = look_questions.Asked(
        owner.person_id, [seen], "Địa chính, tra cứu dân cư", "Vì sao xem dữ liệu của tôi?"
    )
    doubt = Review.objects.create(
        rule="no_matter", day=MONDAY.date(), account_id=land.account_id, reader_name=land.name, agency_id=land.agency_id,
        people=1, looks=1, evidence={"looks": [seen], "first": MONDAY.isoformat(), "last": MONDAY.isoformat()},
        found_at=MONDAY,
    )  # fmt: skip
    dpo = people.officer("dpo", MONDAY)
    drill = breaches.Noted(
        title="Diễn tập quý I", happened="Giả định lộ tài khoản.", begins=MONDAY - timedelta(days=1),
        ends=MONDAY + timedelta(days=1), found_at=MONDAY, drill=True, kinds=("basic",),
    )  # fmt: skip
    wanted = exports.Wanted(
        "people", ("age", "sex"), "Thống kê dân số", "Chi cục Thống kê", "Luật Thống kê", 5
    )
    return {
        "breach": breaches.note(drill, by=dpo, at=MONDAY).uuid,
        "statistics": exports.propose(wanted, by=dpo, at=MONDAY).uuid,
        "seen": seen,
        "look_question": look_questions.ask(asked, by=owner, at=MONDAY).uuid,
        "doubt": doubt.uuid,
    }


def _own_data(owner: Actor, file: StoredFile) -> dict[str, Any]:
    """A consent of the resident's, one on paper at the counter, a lender's link, and an objection."""
    assert owner.person_id is not None
    text = consent_texts.newest("research")
    wanted = consents.Wanted(uuid.uuid4(), "research", text.version, owner.person_id, ["contact"], 30)
    given = consents.give(wanted, by=owner, at=MONDAY)
    signed = replace(wanted, id=uuid.uuid4(), channel=consents.Channel.COUNTER, paper=file.uuid)
    on_paper = consents.give(signed, by=people.officer("counter", MONDAY), at=MONDAY)
    about = subject_requests.Wanted(uuid.uuid4(), "object", owner.person_id, ["research"])
    return {
        "consent": given.uuid, "consent_code": given.code, "paper_consent": on_paper.uuid,
        "about_data": subject_requests.ask(about, by=owner, at=MONDAY).uuid, "lender_link": _lender(),
    }  # fmt: skip


def _lender() -> str:
    """The token of a bank's link."""
    account, _ = Account.objects.get_or_create(
        username="partner.bank",
        defaults={"display_name": "Ngân hàng Mẫu", "kind": "partner", "password": "!"},
    )
    terms = DataTerms(
        account.pk, lending_trust.SERVICE, "Khả tín", ("identity",), ("verify",), "Đánh giá tín nhiệm",
        "NĐ 356/2025/NĐ-CP", MONDAY.date(), MONDAY.date(),
    )  # fmt: skip
    agreement = data_agreements.propose(terms, by=people.officer("organiser", MONDAY), at=MONDAY)
    data_agreements.approve(agreement.pk, by=people.officer("city", MONDAY), at=MONDAY)
    wanted = lending_trust.Wanted("xin-0000001", "Xét vay mua nhà", ["identity"], 30)
    made = lending_trust.ask(account.pk, account.username, wanted, by=SYSTEM, at=MONDAY)
    return str(made.token)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    return out.getvalue()
