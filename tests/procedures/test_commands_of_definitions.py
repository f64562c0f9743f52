"""Procedures as files: checked, published and exported from the command line; a whole catalogue invented."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest

from motcua.city.models import Account
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import verify_chain
from motcua.foundation.models import Event
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion, SearchPhrase
from motcua.project.commands import main
from motcua.project.commands.publish import changes
from motcua.project.trials.publishing import publish_all, subjects
from motcua.services import definition_files
from tests.procedures.test_definition_check import SOUND

DECISION = ["--decision", "1594/QĐ-TTPVHCC"]


@pytest.fixture
def folder(tmp_path):
    """One sound procedure of a code that nobody published."""
    where = tmp_path / "definitions"
    where.mkdir()
    (where / "sample.yaml").write_text(SOUND)
    return where


WRITER = "ttpvhcc.catalogue-editor-1"
"""The officer who wrote the definitions."""


@pytest.fixture
def issuer(city):
    """The officer who may issue procedures."""
    from motcua.project.demo import account_of

    return account_of("issuer").username


# ---- check


def test_a_sound_folder_passes(folder, capsys):
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().err == "1 definitions, 0 problems\n"


@pytest.mark.long
def test_the_citys_own_definitions_pass_from_a_command_line_that_knows_nothing_yet():
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "check", str(definition_files()[0].parents[1])],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0)


def test_everything_wrong_in_all_files_is_told_at_file_and_line(folder, capsys):
    (folder / "sample.yaml").write_text(SOUND.replace("hours: 4\n", "hours: 400\n"))
    (folder / "below").mkdir()
    (folder / "below" / "broken.yaml").write_text("code: [")
    (folder / "below" / "parts").mkdir()
    (folder / "below" / "parts" / "included.yaml").write_text("not a definition")
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr()
    assert re.search(rf"^{folder}/sample\.yaml:\d+: FLOW_HOURS cases\[0\]: ", told.out, re.M)
    assert re.search(rf"^{folder}/below/broken\.yaml:1: DEF_SYNTAX ", told.out, re.M)
    assert "included" not in told.out and told.err.startswith("2 definitions")


def test_programs_get_the_problems_as_json_with_the_way_to_draw(folder, capsys):
    (folder / "sample.yaml").write_text(
        SOUND.replace("{id: answered, label: {vi: Có ý kiến, en: Answered}, to: sign}",
                      "{id: answered, label: {vi: a, en: b}, to: ask, kind: back}")
    )  # fmt: skip
    assert main(["check", "--json", str(folder / "sample.yaml")]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["code"] == "FLOW_DEAD_END" and problem["line"] > 1
    assert problem["way"] == ["receive", "receive.pass", "check", "check.ask", "ask"]


def test_nothing_to_check_is_no_success(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 2
    assert main(["check", str(tmp_path / "missing")]) == 2


@pytest.mark.django_db
def test_the_citys_posts_and_agencies_are_checked_when_asked(city, folder, capsys):
    assert main(["check", "--city", str(folder)]) == 0
    (folder / "sample.yaml").write_text(SOUND.replace("agency: so-xay-dung", "agency: so-khong-co"))
    assert main(["check", str(folder)]) == 0
    assert main(["check", "--city", str(folder)]) == 1
    assert "FLOW_AGENCY" in capsys.readouterr().out


# ---- publish


def versions(code="1.999999"):
    return list(ProcedureVersion.objects.filter(procedure__code=code).order_by("number"))


@pytest.mark.django_db
def test_a_sound_folder_is_published_in_the_name_of_an_officer(folder, issuer, capsys):
    assert main(["publish", str(folder), "--by", issuer, "--written-by", WRITER, *DECISION]) == 0
    (version,) = versions()
    assert version.published_by and version.published_by != SYSTEM.name
    event = Event.objects.get(chain="procedure:1.999999", kind="procedure.published_by_command")
    assert json.loads(event.body)["data"]["decision"] == "1594/QĐ-TTPVHCC"
    assert verify_chain("procedure:1.999999") == []
    assert main(["publish", str(folder), "--by", issuer, "--written-by", WRITER, *DECISION]) == 0
    assert "as published, version 1" in capsys.readouterr().out and len(versions()) == 1


@pytest.mark.django_db
def test_what_changes_is_said_before_and_with_a_new_version(folder, issuer, capsys):
    main(["publish", str(folder), "--by", issuer, "--written-by", WRITER, *DECISION])
    changed = SOUND.replace("hours: 4\n", "hours: 3\n").replace("vi: Xem xét", "vi: Thẩm định")
    (folder / "sample.yaml").write_text(changed)
    capsys.readouterr()
    assert main(["publish", str(folder), "--by", issuer, "--written-by", WRITER, *DECISION, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "would become version 2" in told and len(versions()) == 1
    assert "workflow.steps.check.hours: 4.0 → 3.0" in told
    assert "workflow.steps.check.title.vi: Xem xét → Thẩm định" in told
    tomorrow = f"{clock.now() + timedelta(days=2):%Y-%m-%d}"
    assert (
        main(
            [
                "publish",
                str(folder),
                "--by",
                issuer,
                "--written-by",
                WRITER,
                *DECISION,
                "--valid-from",
                tomorrow,
            ]
        )
        == 0
    )
    assert versions()[1].valid_from > clock.now()
    assert publishing.version_for("1.999999", clock.now()).number == 1


@pytest.mark.django_db
def test_one_unsound_file_keeps_all_from_being_published(folder, issuer, capsys):
    (folder / "other.yaml").write_text(
        SOUND.replace("1.999999", "1.999998").replace("hours: 4\n", "hours: 400\n")
    )
    assert main(["publish", str(folder), "--by", issuer, "--written-by", WRITER, *DECISION]) == 1
    assert not versions() and not versions("1.999998")
    assert "other.yaml" in (told := capsys.readouterr()).out and "nothing was published" in told.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"--by": "nobody"}, "no officer"),
        ({"--by": "ubnd-phuong-nghia-do.clerk-1"}, "issue_catalogue"),
        ({"--decision": " "}, "decision is missing"),
        ({"--written-by": "nobody"}, "no officer"),
        ({"--written-by": "ubnd-phuong-nghia-do.clerk-1"}, "edit_catalogue"),
        ({"--valid-from": "2020-01-01"}, "in the past"),
    ],
)
def test_who_may_not_or_says_too_little_is_refused(folder, issuer, capsys, changed, why):
    assert Account.objects.filter(username="ubnd-phuong-nghia-do.clerk-1").exists()
    given = {"--by": issuer, "--written-by": WRITER, "--decision": "1/QĐ", **changed}
    words = [word for pair in given.items() for word in pair]
    assert main(["publish", str(folder), *words]) == 1
    assert why in capsys.readouterr().err and not versions()


@pytest.mark.django_db
def test_one_officer_alone_publishes_nothing(folder, issuer, capsys):
    assert main(["publish", str(folder), "--by", issuer, "--written-by", issuer, *DECISION]) == 1
    assert "two officers" in capsys.readouterr().err and not versions()


def test_things_in_lists_are_compared_by_their_id():
    before = {"fields": [{"id": "a", "label": {"vi": "A"}}, {"id": "b"}], "audience": ["x"]}
    after = {"fields": [{"id": "b"}, {"id": "c", "label": {"vi": "C"}}], "audience": ["x", "y"]}
    assert changes(before, after) == ["- fields.a: A", "+ fields.c: C", "audience: ['x'] → ['x', 'y']"]
    assert changes({"fields": [{"id": "a"}, {"id": "b"}]}, {"fields": [{"id": "b"}, {"id": "a"}]}) == [
        "fields: another order"
    ]


# ---- export


@pytest.mark.django_db
def test_exported_procedures_are_sound_and_the_same_as_published(city, tmp_path, capsys):
    assert main(["export", "--to", str(tmp_path / "out")]) == 0
    files = sorted((tmp_path / "out").glob("*.yaml"))
    assert len(files) == len(definition_files())
    from motcua.foundation.definitions import content_hash, load
    from motcua.procedures.definition import ProcedureDefinition

    hashes = {content_hash(load(file, ProcedureDefinition)) for file in files}
    assert hashes == set(ProcedureVersion.objects.values_list("content_hash", flat=True))


@pytest.mark.django_db
def test_a_file_that_says_something_else_is_not_lost(city, tmp_path, capsys):
    file = tmp_path / "1.001193.yaml"
    file.write_text("mine")
    assert main(["export", "1.001193", "9.999999", "--to", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "says something else" in told and "9.999999: no version" in told and file.read_text() == "mine"
    assert main(["export", "1.001193", "--to", str(tmp_path), "--force"]) == 0
    assert "1.001193" in file.read_text()


# ---- generate


def invent(count):
    """Procedures of the catalogue that nobody can file."""
    Procedure.objects.bulk_create(
        Procedure(code=f"8.{n:06d}", name_vi=f"Thủ tục số {n}", field="Mẫu", field_key="mau",
                  levels=["province" if n % 2 else "commune"])
        for n in range(count)
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_workflows_for_many_procedures_are_proved_and_published_at_once(city):
    invent(24)
    chosen = [subject for subject in subjects(10_000) if subject.code.startswith("8.")]
    assert len(chosen) == 24
    told = []
    done = publish_all(
        chosen, 1, by=SYSTEM, at=clock.now(), progress=lambda n, of: told.append((n, of)), processes=2
    )
    assert (done.count, done.refused, told[-1]) == (24, (), (24, 24))
    for code in ("8.000000", "8.000001"):
        version = ProcedureVersion.objects.get(procedure__code=code)
        assert publishing.compiled(version).hash == version.content_hash
        assert verify_chain(f"procedure:{code}") == []
        assert Event.objects.filter(chain=f"procedure:{code}", kind="procedure.published").count() == 1
        assert SearchPhrase.objects.filter(procedure__code=code).exists()
    assert not [subject for subject in subjects(10_000) if subject.code.startswith("8.")]


@pytest.mark.django_db
def test_a_city_that_serves_people_is_not_filled_by_mistake(issuer, capsys):
    assert main(["generate-workflows", "--count", "1", "--by", issuer]) == 1
    assert "--this-is-a-trial-city" in capsys.readouterr().err
