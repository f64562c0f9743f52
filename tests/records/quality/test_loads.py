"""A load from its file to the findings of a commune: what stops it, what a killed worker costs, what withdrawing gives back."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings

from motcua.city.models import Person
from motcua.records.quality import flowing
from motcua.records.quality.intake import cleaning, folders, running, watching
from motcua.records.quality.intake.running import Refused, advance, publish, receive, withdraw
from motcua.records.quality.models import Finding, Load, LoadFigure
from tests.conftest import hanoi
from tests.procedures import people
from tests.records.quality.files import HEADINGS, person, written

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")
DAY = date(2026, 3, 1)
NGHIA_DO = "00160"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.DATA = tmp_path / "data"


def bringer(key="organiser"):
    return people.officer(key, AT)


def bring(tmp_path, rows, source="population", day=DAY, run=True, **how):
    path = written(tmp_path / "bring.csv", rows, **how)
    load = receive(
        BytesIO(path.read_bytes()), name="dan-cu.csv", source_id=source, taken_on=day, by=bringer(), at=AT
    )
    while run and advance(load.pk, at=AT):
        pass
    load.refresh_from_db()
    return load


def folk(number, **said):
    return [person(changed_at="2026-01-05", **said) for _ in range(number)]


def stopped(load):
    return {(one["code"], one["column"]) for one in load.profile["stopped"]}


def test_a_good_file_is_profiled_and_cleaned_and_its_faults_come_to_the_commune(tmp_path):
    load = bring(tmp_path, [*folk(60), person(record="F", birth="30/02/1990", unit=NGHIA_DO)])
    assert load.state == Load.State.CLEANED
    assert folders.staged(load).exists()
    finding = Finding.objects.get(load=load)
    assert (finding.rule, finding.record, finding.unit_code, finding.value) == (
        "DQ09",
        "F",
        NGHIA_DO,
        "30/02/1990",
    )
    figure = LoadFigure.objects.get(load=load, unit_code=NGHIA_DO)
    assert (figure.records, figure.right, figure.good, figure.rules["DQ09"]) == (61, 60, 60, 1)


def test_a_finding_about_somebody_the_city_knows_names_the_person(tmp_path):
    known = Person.objects.filter(pin__startswith="001").order_by("id")[0]
    sex = "Nữ" if known.sex == "male" else "Nam"
    born = known.birth_date.strftime("%d/%m/%Y")
    bring(tmp_path, [*folk(5), person(pin=known.pin, sex=sex, birth=born)])
    assert Finding.objects.get(rule="DQ05").person_id == known.id


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda row: row | {"full_name": row["birth"], "birth": row["sex"]}, ("SHIFTED", "full_name")),
        (lambda row: row | {"pin": "12345"}, ("WRONG", "pin")),
        (lambda row: row | {"birth": ""}, ("EMPTY", "birth")),
        (lambda row: row | {"full_name": "Nguy?n V?n An"}, ("WRONG", "full_name")),
        (lambda row: row | {"record": "A"}, ("KEYS", "record")),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_stopped_and_nothing_of_it_is_loaded(tmp_path, spoil, reason):
    load = bring(tmp_path, [spoil(row) for row in folk(60)])
    assert load.state == Load.State.STOPPED
    assert reason in stopped(load)
    assert not Finding.objects.exists()
    assert not folders.staged(load).exists()


def test_the_reason_names_the_column_and_shows_examples_without_whole_numbers(tmp_path):
    load = bring(tmp_path, [row | {"sex": row["pin"]} for row in folk(60)])
    (told,) = [one for one in load.profile["stopped"] if one["column"] == "sex"]
    assert "Giới tính" in told["vi"] and "Sex" in told["en"] and "số định danh" in told["vi"]
    assert told["examples"][0].startswith("001•")


def test_a_file_without_a_column_that_is_promised_is_stopped(tmp_path):
    load = bring(tmp_path, folk(60), headings={id: name for id, name in HEADINGS.items() if id != "birth"})
    assert ("MISSING", "birth") in stopped(load)


def test_a_file_that_was_cut_off_is_stopped(tmp_path):
    path = written(tmp_path / "cut.csv", folk(60))
    path.write_bytes(path.read_bytes()[:-40])
    load = receive(path, name="cut.csv", source_id="population", taken_on=DAY, by=bringer(), at=AT)
    advance(load.pk, at=AT)
    load.refresh_from_db()
    assert ("CUT", "") in stopped(load)


def test_a_file_that_is_no_table_is_stopped(tmp_path):
    load = receive(
        BytesIO(b"PAR1garbage"), name="x.parquet", source_id="school", taken_on=DAY, by=bringer(), at=AT
    )
    advance(load.pk, at=AT)
    load.refresh_from_db()
    assert (load.state, stopped(load)) == ("stopped", {("UNREADABLE", "")})


def test_a_file_much_smaller_than_the_last_or_with_an_emptied_column_is_stopped(tmp_path):
    bring(tmp_path, folk(100, phone="0912345678"))
    load = bring(tmp_path, folk(59, phone=""))
    assert stopped(load) == {("FEWER", ""), ("EMPTIED", "phone")}


def test_the_same_file_is_received_once(tmp_path):
    rows = folk(3)
    bring(tmp_path, rows)
    with pytest.raises(Refused, match="already"):
        bring(tmp_path, rows)


def test_data_of_tomorrow_are_not_taken(tmp_path):
    with pytest.raises(Refused, match="yet to come"):
        bring(tmp_path, folk(3), day=AT.date() + timedelta(days=1))


def test_a_step_that_died_is_begun_anew_and_leaves_nothing_double(tmp_path, monkeypatch):
    load = bring(tmp_path, [*folk(10), person(birth="30/02/1990")], run=False)
    assert advance(load.pk, at=AT)
    real = cleaning.clean
    monkeypatch.setattr(cleaning, "clean", lambda *args, **more: (real(*args, **more), 1 / 0)[0])
    with pytest.raises(ZeroDivisionError):
        advance(load.pk, at=AT)
    monkeypatch.undo()
    settings.DATA = tmp_path / "data"
    assert running.waiting() == [load.pk]
    advance(load.pk, at=AT)
    load.refresh_from_db()
    assert (load.state, Finding.objects.count()) == ("cleaned", 1)
    assert not list(folders.of(load).glob("work-*"))


def test_a_filler_is_told_at_its_own_column(tmp_path):
    bring(
        tmp_path, [*folk(60), person(record="P", pin="000000000000"), person(record="N", full_name="Không")]
    )
    found = dict(Finding.objects.filter(rule="DQ24").values_list("record", "field"))
    assert found == {"P": "pin", "N": "full_name"}


def test_somebody_else_publishes(tmp_path):
    load = bring(tmp_path, folk(10))
    with pytest.raises(Refused, match="Somebody else"):
        publish(load, by=bringer(), at=AT)
    publish(load, by=people.officer("city", AT), at=AT)
    assert Load.objects.get().state == "published"


def test_what_the_next_file_no_longer_has_counts_as_mended_and_comes_back_when_that_file_is_withdrawn(
    tmp_path,
):
    bad = person(record="F", birth="30/02/1990")
    first = bring(tmp_path, [*folk(60), bad])
    publish(first, by=people.officer("city", AT), at=AT)
    second = bring(tmp_path, [*folk(60), bad | {"birth": "28/02/1990"}])
    publish(second, by=people.officer("city", AT), at=AT)
    assert Finding.objects.get(load=first).state == "fixed"
    assert running.current("population") == {"population": second.pk}
    withdraw(second, reason="Gửi nhầm tệp", by=bringer(), at=AT)
    assert Finding.objects.get(load=first).state == "open"
    assert running.current("population") == {"population": first.pk}


def test_what_was_dismissed_is_not_asked_again_while_the_value_is_the_same(tmp_path):
    bad = person(record="F", full_name="Nguyen Van An")
    first = bring(tmp_path, [*folk(60), bad])
    Finding.objects.filter(load=first).update(state="dismissed", reason="Tên trong giấy khai sinh")
    second = bring(tmp_path, [*folk(61), bad])
    assert Finding.objects.get(load=second).state == "dismissed"
    third = bring(tmp_path, [*folk(62), bad | {"full_name": "Nguyen Van Anh"}])
    assert Finding.objects.get(load=third).state == "open"


def test_files_in_the_watched_folder_are_taken_once_they_have_come_to_rest(tmp_path, settings):
    settings.QUALITY_INBOX = str(tmp_path / "inbox")
    folder = tmp_path / "inbox" / "school"
    folder.mkdir(parents=True)
    path = written(folder / "2026-02-28-hoc-sinh.csv", folk(3))
    (folder / "ghi-chu.txt").write_text("không phải dữ liệu")
    resting = hanoi("2099-01-01 00:00")
    assert watching.look(AT) == []
    (load,) = watching.look(resting)
    assert (load.source, load.taken_on, path.exists()) == ("school", date(2026, 2, 28), False)
    assert folders.raw(load).exists()


@pytest.mark.long
def test_current_loads_are_matched_and_their_people_go_into_the_register_once(tmp_path):
    names = ("Nguyễn Văn An", "Lê Thị Bình", "Trần Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em")
    rows = [
        person(full_name=names[n % 5], birth=f"{1 + n % 28:02d}/{1 + n % 12:02d}/1990", sex="Nam")
        for n in range(400)
    ]
    load = bring(tmp_path, rows)
    run = flowing.match_current(at=AT)
    assert run is not None and run.ended_at == AT
    load.refresh_from_db()
    assert (load.state, load.figures["matching"]["run"]) == ("matched", str(run.uuid))
    assert flowing.publish_people(load.pk, at=AT) is None  # not published yet
    publish(load, by=people.officer("city", AT), at=AT)
    done = flowing.publish_people(load.pk, at=AT)
    assert done is not None and done["created"] >= 390
    again = flowing.publish_people(load.pk, at=AT)
    assert again is not None and again["created"] == 0
