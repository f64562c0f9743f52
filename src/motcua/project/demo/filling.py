"""Fills the demo's database: the city, its residents' records, the catalogue, the executable procedures."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from motcua import services
from motcua.city.models import Unit
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue import importing, publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import (
    cashless,
    collecting,
    contesting,
    contracts,
    doubtful,
    drives,
    facts,
    fees,
    former_figures,
    halls,
    live,
    old_books,
    payouts,
    protecting,
    quality,
    registered,
    reports,
    reviewing,
    sharing,
    speaking,
    ways,
)
from motcua.project.demo.copying import copy_rows
from motcua.project.demo.identities import HOME
from motcua.project.demo.loading import LoadedCity, load_demo_city
from motcua.project.demo.people import SyntheticPerson
from motcua.records.population.carrying import begin_history
from motcua.records.population.models import CitizenRecord
from motcua.sites.console import boundaries

FACTS = Path(__file__).resolve().parents[1] / "data" / "procedures" / "procedures.jsonl.gz"
IN_FORCE = datetime(2026, 1, 1, tzinfo=clock.VN)
"""From when the demo's procedures count: its dossiers of the past weeks run on them."""
LIVE = 40
"""Dossiers that wait in the ward of the demo's officers."""
ON_PAPER = 4
"""Dossiers of the ward's counter whose papers wait to be digitised."""
Told = Callable[[str, str], None]


def fill(*, history: int, told: Told, small: bool = False) -> LoadedCity:
    """Everything a newcomer finds; what is there already stays. `history`: past dossiers to invent."""
    city = load_demo_city(small=small)
    told(
        "Hà Nội: 126 phường, xã, cơ quan, cán bộ, người dân mẫu",
        "Hà Nội with its agencies, officers, residents",
    )
    if made := collecting.fill(clock.now()):
        told(f"{made} đơn vị thu có ký hiệu biên lai, hóa đơn", f"{made} collecting units with symbols")
    if not small and boundaries.communes() is None:
        boundaries.keep(facts.boundaries("hanoi")["features"])
    if not CitizenRecord.objects.exists():
        load_records(city)
        told("Dữ liệu dân cư mẫu", "Population records")
    services.bring_in_registers(at=clock.now())
    told("Sổ đăng ký", "Registers")
    if Procedure.objects.count() < 1000:
        importing.import_facts(FACTS)
        told("5.691 thủ tục hành chính", "5,691 published procedures")
    for definition in services.load_all():
        publishing.publish(definition, by=SYSTEM, at=clock.now(), valid_from=IN_FORCE)
    told("Thủ tục điện tử", "Executable procedures")
    _history(history, told)
    if history and not Dossier.objects.filter(competent_agency__key=HOME, status__in=[1, 2, 4]).exists():
        made = live.fill_ward(LIVE, seed=2026, now=clock.now())
        told(f"{made} hồ sơ đang chờ ở phường Nghĩa Đô", f"{made} dossiers waiting in the ward of Nghĩa Đô")
        brought = live.bring_papers(ON_PAPER, seed=2027, now=clock.now())
        told(f"{brought} hồ sơ giấy chờ số hóa", f"{brought} paper dossiers to be digitised")
    if history and (made := reports.fill(seed=2026, now=clock.now())):
        told(f"{made} phản ánh, góp ý, câu hỏi mẫu", f"{made} reports, opinions and questions")
    if history and (former := former_figures.fill(clock.now(), seed=2026)):
        told(f"{former} số liệu tháng của các đơn vị cũ", f"{former} monthly figures of the old units")
    if reviewed := reviewing.fill(clock.now(), seed=2026):
        told(
            f"{reviewed} thủ tục được rà soát, quyết định công bố mẫu",
            f"{reviewed} reviews, sample publications",
        )
    if said := speaking.fill(clock.now(), seed=2026):
        told(f"{said} tin, bài, văn bản mẫu; khảo sát", f"{said} sample articles and notices; surveys")
    if history and (entered := registered.fill(city, clock.now(), seed=2026)):
        told(f"{entered} bản ghi mẫu trong các sổ đăng ký", f"{entered} sample records in the registers")
    if made := old_books.fill(clock.now(), seed=2026):
        told(f"Sổ khai sinh cũ đang số hóa, {made} trang", f"An old book of births, {made} pages")
    if history and (given := halls.fill(clock.now(), seed=2026)):
        told(f"Sảnh tiếp nhận, {given} số xếp hàng hôm nay", f"Reception halls, {given} numbers of today")
    if history and (agreed := sharing.fill(clock.now(), seed=2026)):
        told(f"{agreed} thỏa thuận chia sẻ dữ liệu mẫu", f"{agreed} sample agreements on data")
    if history and (carried := ways.fill(clock.now())):
        told(f"{carried} bưu gửi mẫu, một tổ lưu động", f"{carried} sample shipments, one mobile team")
    if history and (agreed := contracts.fill(clock.now())):
        told(f"{agreed} hợp đồng tiếp nhận mẫu", f"{agreed} sample contracts of reception")
    if history and (contested := contesting.fill(clock.now())):
        told(f"{contested} đề nghị chỉnh sửa dữ liệu mẫu", f"{contested} sample reports of wrong data")
    if history and (brought := quality.fill(city.people, clock.now(), seed=2026)):
        told(
            f"{brought} tệp dữ liệu dân cư mẫu, đã soi và làm sạch",
            f"{brought} sample files about people, cleaned",
        )
    if history and (paired := doubtful.fill(clock.now(), seed=2026)):
        told(f"{paired} cặp bản ghi chờ đối khớp", f"{paired} doubtful pairs of records")
    if history and (looked := protecting.fill(clock.now(), seed=2026)):
        told(f"{looked} lượt xem dữ liệu mẫu, một câu hỏi", f"{looked} sample looks at data, one question")
    if history and (paid := payouts.fill(clock.now(), seed=2026)):
        told(f"{paid} danh sách chi trả mẫu của phường", f"{paid} sample payout lists of the ward")
    if history and (driven := drives.fill(clock.now())):
        told(f"{driven} đợt cấp thẻ, đăng ký xe mẫu", f"{driven} sample drives")
    if history and (taken := fees.fill(clock.now(), seed=2026)):
        told(f"{taken} khoản phí, lệ phí mẫu đã đối soát", f"{taken} sample fees, reconciled")
    if history and (selling := cashless.fill(clock.now(), seed=2026)):
        told(f"{selling} điểm thu bằng mã, một lớp, một ngăn kéo", f"{selling} merchants, a class, a drawer")
    return city


def load_records(city: LoadedCity) -> None:
    """The population register of the invented residents, by COPY."""
    units = dict(Unit.objects.filter(code_list="2025", level=Unit.Level.COMMUNE).values_list("code", "id"))
    names = {unit.code: unit.full_name_vi for unit in Unit.objects.filter(code_list="2025")}
    now = clock.now()
    columns = (
        "person_id", "ethnic_list", "ethnic_code", "nationality", "birth_place", "hometown", "permanent_unit_id",
        "permanent_line", "temporary_unit_id", "temporary_line", "present_line", "household_no", "head_relation",
        "father_id", "mother_id", "spouse_id", "marital_status", "id_card_issued_on", "id_card_issued_at",
        "updated_at",
    )  # fmt: skip

    def other(index: int | None) -> int | None:
        return None if index is None else city.person_ids[index]

    def row(person: SyntheticPerson):
        home = names.get(person.unit_code, "")
        return (
            city.person_ids[person.index], "QD121-1979", person.ethnicity, "VN", home, home,
            units.get(person.unit_code), person.address_line,
            units.get(person.temporary_unit_code) if person.temporary_unit_code else None,
            person.temporary_address_line, "", person.household_number, person.household_role,
            other(person.father), other(person.mother), other(person.spouse), _marital(person),
            person.card_issued_on, person.card_issued_by, now,
        )  # fmt: skip

    copy_rows(CitizenRecord, columns, map(row, city.people))
    begin_history("demo")
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {CitizenRecord._meta.db_table}")


def sign_on_people() -> list[dict[str, object]]:
    """The people who may sign on at the sandbox's identity provider: the demo residents and some neighbours."""
    from motcua.city.models import Account, Organisation, Person

    named = list(
        Account.objects.filter(kind="resident", person__isnull=False).values_list("person_id", flat=True)
    )
    others = Person.objects.exclude(pin="").filter(accounts=None, birth_date__lt="2005-01-01").order_by("id")
    people = list(Person.objects.filter(id__in=named).order_by("id")) + list(others[:40])
    bodies = Organisation.objects.filter(representative__in=[person.pk for person in people]).order_by(
        "number"
    )
    return [
        {
            "pin": person.pin,
            "full_name": person.full_name,
            "birth_date": person.birth_date.isoformat(),
            "sex": person.sex,
            "phone": person.phone,
            "email": person.email or f"{person.pin}@example.vn",
            "account_level": 2,
            "organisations": [
                {"org_code": one.number, "org_name": one.name, "org_representative": person.pin}
                for one in bodies
                if one.representative_id == person.pk
            ],
        }
        for person in people
    ]


NOT_KNOWN_THERE = 40
"""One in so many is written otherwise in the national database of the demo: officers see what a mismatch looks like."""


def national_people() -> list[dict[str, object]]:
    """Who is in the national population database that the sandbox plays, as the city knows them but for a few."""
    rows = CitizenRecord.objects.exclude(person__pin="").order_by("person_id")
    return [
        {
            "pin": pin,
            "full_name": f"{name} (khác)" if number % NOT_KNOWN_THERE == NOT_KNOWN_THERE - 1 else name,
            "birth_date": born.isoformat(),
            "sex": sex,
            "household": household,
            "relation": relation,
        }
        for number, (pin, name, born, sex, household, relation) in enumerate(
            rows.values_list(
                "person__pin",
                "person__full_name",
                "person__birth_date",
                "person__sex",
                "household_no",
                "head_relation",
            )
        )
    ]


def _marital(person: SyntheticPerson) -> str:
    # a spouse who is not of this city leaves the status without a link
    return "married" if person.spouse is not None else person.marital_status


def _history(count: int, told: Told) -> None:
    from importlib.util import find_spec

    if not count or find_spec("motcua.project.demo.history") is None or not settings.DEMO:
        return
    from motcua.procedures.dossiers.models import Dossier
    from motcua.project.demo import history

    if not Dossier.objects.exists():
        history.generate(
            count, seed=2026, until=clock.now(), progress=lambda vi, en, seconds: None, filled=True
        )
        told(f"{count} hồ sơ của năm qua", f"{count} dossiers of the past year")
