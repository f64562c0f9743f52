"""A hole in the road, from the photo to the stars: what each office may do, by when, and what the public sees."""

import io
import uuid
from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from motcua.city.authority import NotAllowed
from motcua.city.models import Account, Agency, Unit, WorkCalendar
from motcua.exchange.dialogue import changes, counting, offices, reading, releasing, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.errors import ActRefused, Incomplete, NotTheirs, TooMany
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.places import Point
from motcua.exchange.models import Message as Letter
from motcua.foundation import clock, events
from motcua.foundation.events import outbox
from motcua.records import papers
from tests.conftest import hanoi
from tests.procedures import people

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")
HOME = "00160"


def draw(n: int) -> int:
    return uuid.uuid4().int % n


def unit(code: str = HOME) -> Unit:
    return Unit.objects.get(code=code, code_list="2025")


def sent(at: datetime = MONDAY, *, category: str = "waste", who: str = "resident", **more: Any) -> Report:
    message = sending.Message(
        **(
            {
                "kind": "scene",
                "category": category,
                "text": "Rác đổ đầy đầu ngõ 12, ai cần gọi tôi 0912 345 678.",
                "client_id": uuid.uuid4(),
                "unit": unit(),
                "place": "Đầu ngõ 12 phố Chùa Hà",
                "point": Point(21.0382, 105.7945),
            }
            | more
        )
    )
    return sending.send(message, by=people.resident(at, who), at=at, draw=draw)


def does(report: Report, name: str, key: str, at: datetime = MONDAY, **given: Any) -> Report:
    by = people.resident(at, key) if key.startswith("resident") else people.officer(key, at)
    return changes.act(report.id, name, Given(**given), by=by, at=at)


def accepted(at: datetime = MONDAY, level: str = "normal", **more: Any) -> Report:
    return does(sent(at, **more), "accept", "land", at, level=level, public_text="Rác đổ đầy đầu ngõ 12.")


def proposed(at: datetime = MONDAY, **more: Any) -> Report:
    report = does(accepted(at, **more), "start", "land", at)
    return does(report, "propose", "land", at, reply="Đã dọn sạch, người dân gọi 0987654321 khi tái diễn.")


def finished(at: datetime = MONDAY, **more: Any) -> Report:
    return does(proposed(at, **more), "approve", "chair", at, public_text="Rác đổ đầy đầu ngõ 12.")


def drained() -> None:
    for name in ("report-figures", "report-notices"):
        while outbox.drain(name, clock.now()):
            pass


def picture(where: tuple[float, float] | None = None, colour: str = "white") -> bytes:
    image = Image.new("RGB", (400, 300), colour)
    for x in range(400):
        for y in range(0, 300, 7):
            image.putpixel((x, y), (x % 256, y % 256, (x * y) % 256))
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của chị Minh Anh"
    if where:
        exif.get_ifd(0x8769)[0x9003] = "2026:03:01 17:05:00"
        gps = exif.get_ifd(0x8825)
        for value, side, letter, number in ((2, 1, "N", where[0]), (4, 3, "E", where[1])):
            whole = int(number)
            minutes = (number - whole) * 60
            gps[side] = letter
            gps[value] = (whole, int(minutes), (minutes - int(minutes)) * 60)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_report_goes_to_the_ward_and_is_to_be_accepted_within_eight_working_hours(city):
    report = sent(hanoi("2026-11-20 16:30"))
    assert report.agency.key == "ubnd-phuong-nghia-do"
    assert report.state == "waiting"
    assert report.due_at == hanoi("2026-11-23 16:30")
    assert report.shown_at is None


@pytest.mark.parametrize(
    "received, accept_by", [
        ("2026-11-20 16:30", "2026-11-23 16:30"),
        ("2026-11-21 09:00", "2026-11-23 17:30"),
    ],
)  # fmt: skip
def test_acceptance_counts_working_hours(city, received, accept_by):
    assert _by_office_hours(sent, received).due_at == hanoi(accept_by)


@pytest.mark.parametrize(
    "at, done_by", [("2026-11-20 16:30", "2026-11-23 11:00"), ("2026-11-23 11:00", "2026-11-23 16:30")]
)
def test_an_urgent_report_is_handled_within_four_working_hours(city, at, done_by):
    assert _by_office_hours(lambda when: accepted(when, level="urgent"), at).due_at == hanoi(done_by)


def _by_office_hours(make: Any, at: str) -> Report:
    """The examples count on 08:00-12:00, 13:30-17:30 whatever the office's own hours are."""
    for row in WorkCalendar.objects.all():
        row.data = row.data | {"hours": ["08:00-12:00", "13:30-17:30"]}
        row.save()
    offices.forget()
    try:
        return make(hanoi(at))
    finally:
        offices.forget()


def test_a_normal_report_has_three_working_days_and_a_complex_one_ten(city):
    assert accepted(level="normal").due_at == hanoi("2026-03-05 09:15")
    assert accepted(level="complex").due_at == hanoi("2026-03-16 09:15")


def test_the_whole_way_to_the_stars(city):
    report = finished()
    assert report.state == "done"
    assert report.public_reply == "Đã dọn sạch, người dân gọi [số điện thoại] khi tái diễn."
    report = does(report, "rate", "resident", stars=4, words="Nhanh")
    assert (report.state, report.stars) == ("rated", 4)
    assert list(events.verify_all()) == []
    kinds = [one.name for one in reading.history(report)]
    assert kinds == ["sent", "routed", "accept", "start", "propose", "approve", "rate"]


def test_nobody_approves_the_own_answer(city):
    report = does(accepted(), "start", "leader")
    report = does(report, "propose", "leader", reply="Đã dọn.")
    with pytest.raises(ActRefused) as refused:
        does(report, "approve", "leader", public_text="Rác")
    assert refused.value.code == "four-eyes"
    assert does(report, "approve", "chair", public_text="Rác").public_reply == "Đã dọn."


def test_an_answer_is_not_public_before_it_is_approved(city):
    report = proposed()
    assert report.public_reply == ""
    assert reading.public("scene").rows[0].public_reply == ""


def test_a_report_is_rated_once_and_reopened_once(city):
    report = does(does(finished(), "rate", "resident", stars=1), "reopen", "resident", words="Rác lại đầy")
    report = does(does(report, "start", "land"), "propose", "land", reply="Đã dọn lại.")
    report = does(report, "approve", "chair", public_text="Rác")
    for name, given in (("rate", {"stars": 5}), ("reopen", {"words": "Vẫn bẩn"})):
        with pytest.raises(ActRefused) as refused:
            does(report, name, "resident", **given)
        assert refused.value.code == "once"


def test_a_report_is_not_reopened_after_thirty_days(city):
    report = finished()
    with pytest.raises(ActRefused) as refused:
        does(report, "reopen", "resident", hanoi("2026-04-02 09:15"), words="Rác")
    assert refused.value.code == "too-late"


def test_only_the_sender_rates(city):
    with pytest.raises(NotTheirs):
        does(finished(), "rate", "resident-single", stars=1)


def test_another_office_does_nothing_with_it(city):
    with pytest.raises(NotAllowed):
        does(sent(), "accept", "construction", level="normal", public_text="")
    with pytest.raises(NotAllowed):
        does(sent(), "accept", "justice", level="normal", public_text="")


@pytest.mark.parametrize("most", [200, 0])
@pytest.mark.parametrize(
    "key", ["land", "chair", "leader", "construction", "department", "city", "justice", "counter"]
)
def test_the_list_of_an_officer_holds_what_the_powers_say(city, key, most, monkeypatch):
    from motcua.city import authority
    from motcua.project.demo import account_of

    monkeypatch.setattr(reading, "MOST_IDS", most)
    for category in ("waste", "traffic", "security", "other"):
        sent(category=category)
    powers = authority.powers_of(account_of(key).id, MONDAY)
    listed = {one.id for one in reading.to_do(powers, reading.Asked(), MONDAY).rows}
    held = {
        one.id
        for one in Report.objects.all()
        if any(powers.holds(power, "", one.kind, one.agency_id) for power in reading.POWERS)
    }
    assert listed == held


def test_it_is_passed_on_with_a_reason_and_given_back(city):
    to = Agency.objects.get(key="so-xay-dung")
    report = does(accepted(), "start", "land")
    with pytest.raises(Incomplete):
        does(report, "transfer", "land", agency_id=to.id)
    report = does(report, "transfer", "land", agency_id=to.id, words="Là đường của thành phố")
    assert (report.state, report.agency_id, report.holder_id) == ("transferring", to.id, None)
    with pytest.raises(NotAllowed):
        does(report, "take", "land")
    back = does(report, "give_back", "construction", words="Đường của phường")
    assert (back.state, back.agency.key) == ("working", "ubnd-phuong-nghia-do")


def test_a_hole_in_the_road_goes_to_the_department_and_a_theft_to_the_police(city):
    assert sent(category="traffic").agency.key == "so-xay-dung"
    assert sent(category="security").agency.key == "cong-an-phuong-nghia-do"


def test_what_has_no_office_waits_at_the_centre_to_be_sent_on(city):
    report = sent(category="other")
    assert (report.state, report.agency.key) == ("sent", "ttpvhcc")
    nowhere = sent(category="waste", unit=None, point=None)
    assert (nowhere.state, nowhere.agency.key) == ("sent", "ttpvhcc")


def test_refusing_needs_a_reason_and_a_duplicate_needs_the_first(city):
    first, second = sent(), sent(who="resident-single")
    with pytest.raises(Incomplete):
        does(second, "refuse", "land", words="Trùng")
    with pytest.raises(Incomplete) as wrong:
        does(second, "refuse", "land", words="Trùng", reason="duplicate", original="PA-260302-AAAAAAA")
    assert wrong.value.code == "original"
    refused = does(second, "refuse", "land", words="Trùng", reason="duplicate", original=first.code.lower())
    assert (refused.state, refused.original_id) == ("refused", first.id)


def test_reports_near_in_place_time_and_kind_are_proposed_as_duplicates(city):
    first = sent()
    near = sent(who="resident-single", point=Point(21.0385, 105.7946))
    far = sent(who="resident-single", point=Point(21.0482, 105.7945))
    other = sent(who="resident-single", category="lighting")
    assert [one.id for one, _ in reading.near(first)] == [near.id]
    assert reading.near(far) == reading.near(other) == []


def test_the_same_form_sent_twice_is_one_report(city):
    number = uuid.uuid4()
    assert sent(client_id=number).id == sent(client_id=number).id


def test_nobody_floods_the_city(city):
    for _ in range(10):
        sent()
    with pytest.raises(TooMany):
        sent()
    assert sent(who="resident-single").state == "waiting"
    assert sent(hanoi("2026-03-03 00:00")).state == "waiting"


def test_the_figures_follow_every_move(city):
    drained()
    before = counting.figures("scene")
    home = unit().id
    one = sent()
    sent(category="traffic")
    drained()
    assert counting.figures("scene")["waiting"] == before["waiting"] + 2
    does(one, "accept", "land", level="normal", public_text="Rác")
    drained()
    assert counting.figures("scene", home, "waste") == {"waiting": 0, "doing": 1, "done": 0, "refused": 0}
    drained()
    now = counting.figures("scene")
    assert (now["waiting"], now["doing"]) == (before["waiting"] + 1, before["doing"] + 1)


def test_the_sender_hears_of_every_change_and_so_do_senders_of_duplicates(city):
    report = proposed()
    same = sent(who="resident-single")
    does(same, "refuse", "land", words="Trùng", reason="duplicate", original=report.code)
    does(report, "approve", "chair", public_text="Rác")
    drained()
    subjects = [one.subject for one in Letter.objects.filter(person=report.reporter).order_by("id")]
    assert subjects[0] == f"[{report.code}] Đã nhận được"
    assert subjects[-1] == f"[{report.code}] Đã xử lý xong"
    told = Letter.objects.filter(person=same.reporter).order_by("id")
    assert [one.subject for one in told][-1] == f"[{report.code}] Đã xử lý xong"
    assert report.code in told[1].body


def test_a_missed_limit_is_noted_once(city):
    report = sent()
    late = hanoi("2026-03-03 09:16")
    assert changes.mark_late(hanoi("2026-03-03 09:14")) == 0
    assert (changes.mark_late(late), changes.mark_late(late)) == (1, 0)
    assert [one.name for one in reading.history(report)][-1] == "late"


def test_events_say_nothing_about_the_sender(city):
    from motcua.foundation.models import Event

    report = does(finished(), "rate", "resident", stars=5)
    bodies = " ".join(Event.objects.filter(chain=report.chain).values_list("body", flat=True))
    assert "Minh Anh" not in bodies
    assert f'"person_id":{report.reporter_id}' not in bodies


def kept(content: bytes, at: datetime = MONDAY) -> papers.StoredFile:
    who = people.resident(at)
    return papers.store(
        content, purpose="other", owner_id=who.person_id, by=who.account_id, at=at, name="anh.jpg"
    )


def test_place_and_time_of_a_photo_are_kept_inside(city):
    photo = sent(files=[kept(picture((21.0382, 105.7945)))]).photos.get()
    assert photo.taken_at == hanoi("2026-03-01 17:05")
    assert (round(photo.lat, 3), round(photo.lon, 3)) == (21.038, 105.794)
    assert photo.released_at is None and photo.public_path == ""


def test_a_released_photo_carries_no_trace_and_what_was_covered_is_gone(city):
    from django.core.files.storage import default_storage

    report = sent(files=[kept(picture((21.0382, 105.7945)))])
    photo = releasing.release(
        report.photos.get().id, "25,25,50,50", by=people.officer("land", MONDAY), at=MONDAY
    )
    with default_storage.open(photo.public_path) as file:
        shown = file.read()
    image = Image.open(io.BytesIO(shown))
    assert dict(image.getexif()) == {}
    assert b"Minh Anh" not in shown
    inside = image.crop((120, 90, 280, 210)).convert("L")
    outside = image.crop((0, 0, 100, 75)).convert("L")
    low, high = inside.getextrema()
    assert high - low < 40 < outside.getextrema()[1] - outside.getextrema()[0]


def test_a_photo_is_not_public_before_an_officer_of_the_office_releases_it(city):
    report = sent(files=[kept(picture())])
    assert reading.photos_of([report.id], released=True) == {}
    with pytest.raises(NotAllowed):
        releasing.release(report.photos.get().id, "", by=people.officer("construction", MONDAY), at=MONDAY)
    releasing.release(report.photos.get().id, "", by=people.officer("land", MONDAY), at=MONDAY)
    assert len(reading.photos_of([report.id], released=True)[report.id]) == 1
    releasing.withhold(report.photos.get().id, by=people.officer("land", MONDAY), at=MONDAY)
    assert reading.photos_of([report.id], released=True) == {}
    assert Photo.objects.get(report=report).public_path == ""


def test_the_police_post_of_a_ward_is_approved_by_the_chair_of_the_ward(city):
    report = sent(category="security")
    by = Account.objects.get(username="cong-an-phuong-nghia-do.police-officer-1")
    from motcua.city import authority

    police = authority.actor_for(by, MONDAY)
    for name, given in (
        ("accept", Given(level="urgent", public_text="")),
        ("start", Given()),
        ("propose", Given(reply="Đã lập biên bản.")),
    ):
        report = changes.act(report.id, name, given, by=police, at=MONDAY)
    assert does(report, "approve", "chair", public_text="Mất trộm xe").state == "done"
