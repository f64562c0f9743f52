"""Who may do what, where, when and in which case: one table, read by the rule that decides and by the page that explains."""

from datetime import datetime, time, timedelta

from motcua.city import authority_why
from motcua.city.agencies import TIME_ZONE
from motcua.city.authority import powers_of
from motcua.city.authority_why import Question
from motcua.city.contracts import rules as contract_rules
from motcua.city.delegation import changes
from motcua.city.delegation.terms import Terms
from motcua.city.models import Post, Power
from tests.city.test_delegation import COPY, LAST, NOW, SIGNATURE, TODAY, Ward, ward  # noqa: F401

NEXT_YEAR, FIELD = LAST + timedelta(days=1), "certification"
MARRIAGE = "1.000894"

TABLE = """
    who              what     procedure where case       when   may  what stands against it
    chair            sign     copy      here  paper      today  yes
    chair            sign     marriage  here  -          today  yes
    chair            sign     copy      next  paper      today  no   agency
    chair            sign     copy      here  paper      before no   post
    chair            process  copy      here  paper      today  no   power
    vice_chair       sign     copy      here  paper      today  yes
    vice_chair       sign     copy      next  paper      today  no   agency
    justice_officer  sign     copy      here  paper      today  yes
    justice_officer  sign     copy      here  paper      last   yes
    justice_officer  sign     copy      here  paper      after  no   power
    justice_officer  sign     copy      here  electronic today  no   case
    justice_officer  sign     copy      next  paper      today  no   agency
    justice_officer  sign     signature here  paper      today  no   procedure
    justice_officer  process  copy      here  -          today  yes
    specialist       process  copy      here  -          today  yes
    specialist       process  copy      here  -          after  no   power
    specialist       sign     copy      here  paper      today  no   power
    clerk            sign     copy      here  paper      today  no   power
    firm             receive  copy      here  -          today  yes
    firm             return   copy      here  -          last   yes
    firm             receive  copy      here  -          after  no   post
    firm             receive  signature here  -          today  no   procedure
    firm             receive  copy      next  -          today  no   agency
    firm             process  copy      here  -          today  no   power
    nobody           sign     copy      here  paper      today  no   post
"""
CODES = {"copy": COPY, "signature": SIGNATURE, "marriage": MARRIAGE}
DAYS = {"before": TODAY.replace(year=2020), "today": TODAY, "last": LAST, "after": NEXT_YEAR}


def test_the_table_of_decisions_holds_for_the_rule_and_for_its_explanation(ward, town):
    next_door = town.agency("next")
    ward.lend(cases=("paper",))
    away = Terms(
        kind="substitution", number="", decided_on=TODAY, powers=("process",), begins=TODAY,
        until=TODAY + timedelta(days=3), to_post_id=ward.posts["specialist"].id,
        to_account_id=ward.people["specialist"].id, absent_id=ward.people["justice_officer"].id,
    )  # fmt: skip
    row = changes.write(away, ward.posts["justice_officer"].id, by=ward.actor("justice_officer"), at=NOW)
    changes.sign(row.uuid, by=ward.actor("chair"), at=NOW)
    seat = Post.objects.create(
        agency=ward.agency, kind=contract_rules.POST_KIND, title_vi="Theo hợp đồng", title_en="Under contract"
    )
    for power in contract_rules.POWERS:
        Power.objects.create(
            post=seat, power=power, procedure_code=COPY, valid_from=TODAY, valid_to=NEXT_YEAR
        )
    ward.people["firm"] = town.officer("firm", seat, valid_from=TODAY, valid_to=NEXT_YEAR)
    places = {"here": ward.agency.id, "next": next_door.id}

    told = []
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    for who, what, about, where, case, when, _may, *_against in lines:
        account = ward.people.get(who)
        case = "" if case == "-" else case
        # at noon of the day itself, or now where it is today: what was signed a moment ago counts from then on
        at = NOW if when == "today" else datetime.combine(DAYS[when], time(12), TIME_ZONE)
        asked = (what, CODES[about], FIELD, places[where], case)
        held = powers_of(account.id if account else None, at).holds(*asked)
        answer = authority_why.answer_for(
            account.id if account else None,
            Question(
                powers=(what,), procedure_code=CODES[about], field=FIELD, agency_id=places[where], case=case
            ),
            at,
        )
        missing = [one.kind for one in answer.grounds if not one.holds][:1]
        told.append((who, what, about, where, case, when, held, answer.allowed, missing))
    expected = [
        (who, what, about, where, "" if case == "-" else case, when, may == "yes", may == "yes", against)
        for who, what, about, where, case, when, may, *against in lines
    ]
    assert told == expected
