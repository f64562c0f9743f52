"""Five decisions of the ward, over the pages alone: filed at home, worked at the desk, in their registers, asked once."""

import re
from datetime import timedelta

import pytest

from motcua.city.models import Account, Appointment, Person
from motcua.foundation import clock
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Document, Dossier, Task
from motcua.records import registers
from tests.services.dossiers import PIN, SINGLE_MAN
from tests.services.test_decided_registers import CHANGE, GUARDIANSHIP, MERIT, PARENTAGE, POOR, REGISTER
from tests.sites.desk_people import page_of, press
from tests.sites.form_filling import kinds_of, read, typed_answer, walk
from tests.sites.portal_town import errors_on, town  # noqa: F401
from tests.sites.test_portal_all_procedures import MORNING, bring_papers

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ALLOWANCE = "1.001776"
CASES = [GUARDIANSHIP, PARENTAGE, CHANGE, POOR, MERIT]


def filed_at_home(town, case) -> Dossier:
    clock.set_for_test(MORNING)
    draft = town.begin(case.code)
    walk(town.browser, draft, case.answers, kinds_of(publishing.compiled(draft.version)))
    papers = bring_papers(town.browser, draft)
    assert papers.status_code == 302, errors_on(papers)
    way = publishing.definition_of(draft.version).result.delivery[0]
    answer = town.browser.post(f"/nop/ban-nhap/{draft.id}/xem-lai", {"delivery": way, "consent": "yes"})
    assert answer.status_code == 302, errors_on(answer)
    return Dossier.objects.get(uuid=draft.id)


def worked_at_the_desk(town, dossier: Dossier, case) -> Dossier:
    """Every step by the page of its task, as whoever holds the post. Fees are taken as paid."""
    at = MORNING
    for _ in range(20):
        dossier.refresh_from_db()
        task = Task.objects.filter(dossier=dossier, closed_at=None).first()
        if task is None or task.kind == "return":
            return dossier
        at += timedelta(minutes=2)
        clock.set_for_test(at)
        post = Appointment.objects.filter(post__agency_id=task.agency_id, post__kind=task.post_kind).first()
        desk = town.signed_on(Account.objects.get(id=post.account_id))
        assert desk.get(page_of(dossier)).status_code == 200
        step = compiled_version(dossier.version_id).step(task.step)
        typed = {"tick": [item.id for item in step.step.checklist]}
        if task.kind == "receive":
            Dossier.objects.filter(id=dossier.id).update(
                finance="paid" if dossier.fee_total else dossier.finance
            )
            answer = press(desk, dossier, "accept", **typed)
        else:
            answers = dict(case.officers.get(task.step, {}))
            way = next(one for one in step.actions if one.kind in ("forward", "sign"))
            for entry in step.step.fields:
                if entry.id in answers:
                    said = typed_answer(entry.kind, entry.id, answers[entry.id])
                    typed |= {f"f.{name}": value for name, value in said.items()}
            act = "sign" if task.kind == "sign" else "act"
            answer = press(desk, dossier, act, way=way.id, sure="yes", **typed)
        assert answer.status_code == 302, (task.step, errors_on(answer))
    raise AssertionError("the dossier never came to the counter")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_decision_goes_from_the_portal_over_the_desk_into_its_register(town, case):
    done = worked_at_the_desk(town, filed_at_home(town, case), case)
    assert Document.objects.filter(dossier=done, kind="result", state="issued").exists()
    register, says, whom = REGISTER[case.code]
    (entry,) = registers.of_dossier(register, done.code)
    assert {name: entry.data.get(name) for name in says} == says
    assert entry in registers.about(Person.objects.get(pin=whom).id, [register])
    assert done.code in town.browser.get(f"/ho-so/{done.code}/", follow=True).content.decode()


def test_kin_of_merit_is_not_asked_for_the_paper_again(town):
    def asked() -> set[str]:
        draft = town.begin(MERIT.code)
        walk(town.browser, draft, MERIT.answers, kinds_of(publishing.compiled(draft.version)))
        html = town.browser.get(f"/nop/ban-nhap/{draft.id}/giay-to").content.decode()
        return set(re.findall(r'name="(paper-[^"]+)"', html))

    clock.set_for_test(MORNING)
    assert "paper-merit_paper" in asked()
    worked_at_the_desk(town, filed_at_home(town, MERIT), MERIT)
    assert "paper-merit_paper" not in asked()


def test_a_guardian_asks_for_the_wards_allowance_and_the_ward_stands_there_already(town):
    for case in (GUARDIANSHIP, POOR):
        worked_at_the_desk(town, filed_at_home(town, case), case)
    draft = town.begin(ALLOWANCE)
    where = f"/nop/ban-nhap/{draft.id}/"
    first = read(town.browser.get(f"{where}{draft.page}").content.decode())
    said = {"request": "grant", "filed_by": "guardian", "filer_phone": "0912345678"}
    kept = town.browser.post(
        f"{where}{draft.page}", first.post({name: said[name] for name in said if name in first.kinds})
    )
    assert kept.status_code == 302, errors_on(kept)
    html = town.browser.get(kept["Location"]).content.decode()
    values = dict(read(html).sent)
    assert (values["beneficiary_name"], values["beneficiary_pin"]) == ("Lê Quốc Khánh", SINGLE_MAN)
    assert [values[f"beneficiary_birth_date-{part}"] for part in ("day", "month", "year")] == [
        "1",
        "12",
        "1997",
    ]
    assert "Lấy từ Sổ đăng ký giám hộ" in html
    me = Person.objects.get(pin=PIN)
    assert "social.poor_household" in registers.stands_for(me.id, on=MORNING.date())
