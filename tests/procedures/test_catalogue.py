"""The catalogue: facts brought in twice change nothing; a published version never changes."""

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

import motcua
from motcua import services
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import DefinitionError, content_hash
from motcua.foundation.definitions import load_text as load_definition_text
from motcua.procedures.catalogue import browsing, index, publishing, wording
from motcua.procedures.catalogue.importing import BadFacts, group_of, import_facts, rows_of, slug
from motcua.procedures.catalogue.models import FieldOfProcedure, Procedure, ProcedureVersion
from motcua.procedures.catalogue.searching import search
from motcua.procedures.definition import ProcedureDefinition

FACTS = Path(motcua.__file__).parent / "project/data/procedures/procedures.jsonl.gz"
EDITOR = Actor("officer", name="Biên tập viên")
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
SOME = ("1.001193", "1.000894", "1.004873", "2.000815", "1.013225", "1.001612", "6.003494", "1.115194")

YAML = """
code: "1.004873"
name: {vi: Giấy xác nhận tình trạng hôn nhân, en: Certificate of marital status}
summary: {vi: Xác nhận một người đã hay chưa kết hôn., en: Says whether a person is married.}
field: civil-status
level: commune
decision: 163/QĐ-BTP
audience: [Công dân Việt Nam]
keywords: [bachelor paper]
competent: {agency_kind: commune, by: residence}
online_level: {level: toan_trinh}
limit: {amount: 3, unit: working_day, legal_ref: "NĐ 123/2015/NĐ-CP, Điều 22"}
cases:
  - {id: ordinary, name: {vi: Thông thường, en: Ordinary}}
form:
  pages:
    - id: purpose
      title: {vi: Mục đích, en: Purpose}
      fields:
        - {id: purpose, kind: text, label: {vi: "Dùng để làm gì?", en: "What for?"}, max_length: 200}
workflow:
  start: receive
  steps:
    receive:
      kind: receive
      title: {vi: Tiếp nhận, en: Receive}
      post: reception
      hours: 2
      next: [{id: pass, label: {vi: Chuyển, en: Pass on}, to: sign}]
    sign:
      kind: sign
      title: {vi: Ký, en: Sign}
      post: chair
      hours: 4
      makes: marital-status
      next: [{id: sign, label: {vi: Ký, en: Sign}, to: back}]
    back:
      kind: return
      title: {vi: Trả kết quả, en: Return}
      post: reception
      next: [{id: done, label: {vi: Đã trả, en: Returned}, to: end}]
result:
  kind: marital-status-certificate
  name: {vi: Giấy xác nhận, en: Certificate}
  template: marital-status
  numbering: {symbol: UBND-XNTTHN, series: marital-status}
"""


@pytest.fixture
def definition() -> ProcedureDefinition:
    return load_definition_text(YAML, ProcedureDefinition).value


@pytest.fixture
def some_facts(tmp_path) -> Path:
    """A few procedures of the packed file, as a file."""
    path = tmp_path / "facts.jsonl.gz"
    rows = [row for row in rows_of(FACTS) if row["code"] in SOME]
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


@pytest.fixture
def empty_catalogue(db):
    """No procedures, whatever other tests share; rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute("truncate catalogue_procedure, catalogue_fieldofprocedure, catalogue_facet cascade")


@pytest.fixture
def catalogue(empty_catalogue, some_facts):
    import_facts(some_facts)


def test_the_product_carries_facts_and_no_prose():
    rows = list(rows_of(FACTS))
    assert len(rows) == 5691 and FACTS.stat().st_size < 2_500_000
    assert not {"steps", "conditions", "description", "keywords"} & {key for row in rows for key in row}
    papers = [paper for row in rows for case in row.get("components", []) for paper in case["papers"]]
    fees = [fee for row in rows for way in row.get("methods", []) for fee in way.get("fees", [])]
    limits = [way["limit"] for row in rows for way in row.get("methods", []) if "limit" in way]
    assert max(len(paper["name"]) for paper in papers) <= 300
    assert max(len(fee.get("note", "")) for fee in fees) <= 60
    assert max(len(limit.get("text", "")) for limit in limits) <= 80


def test_a_fee_that_is_not_stated_is_never_packed_as_zero():
    fees = [fee for row in rows_of(FACTS) for way in row.get("methods", []) for fee in way.get("fees", [])]
    assert any(fee["amount"] is None for fee in fees)
    assert all(0 < fee["amount"] < 500 for fee in fees if fee.get("suspect"))


def test_importing_twice_changes_nothing(empty_catalogue, some_facts):
    first, second = import_facts(some_facts), import_facts(some_facts)
    assert (first.created, first.changed) == (len(SOME), 0)
    assert (second.created, second.changed, second.unchanged) == (0, 0, len(SOME))


def test_after_a_rebuild_that_was_rolled_back_procedures_can_still_be_indexed(catalogue):
    kept = Procedure.objects.get(code=SOME[0])
    with transaction.atomic():
        Procedure.objects.exclude(pk=kept.pk).delete()
        index.rebuild()
        transaction.set_rollback(True)
    index.refresh(kept)
    assert SOME[0] in [one.code for one in search(kept.name_vi)]


def test_a_new_decision_changes_one_procedure_and_keeps_the_rest(empty_catalogue, some_facts, tmp_path):
    import_facts(some_facts)
    rows = list(rows_of(some_facts))
    rows[0]["name"] += " (mới)"
    renewed = tmp_path / "renewed.jsonl.gz"
    renewed.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows[:-1]).encode()))
    done = import_facts(renewed)
    assert (done.changed, done.unchanged, done.missing) == (1, len(SOME) - 2, 1)
    assert Procedure.objects.get(code=rows[0]["code"]).name_vi.endswith("(mới)")
    assert Procedure.objects.filter(code=rows[-1]["code"]).exists()


def test_a_broken_file_is_refused_with_its_line_and_leaves_nothing(empty_catalogue, tmp_path):
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(
        gzip.compress(b'{"code": "1.000001", "name": "x", "field": "y", "levels": []}\nnot json')
    )
    with pytest.raises(BadFacts, match="line 2"):
        import_facts(broken)
    assert not Procedure.objects.exists()


def test_every_field_of_the_country_has_a_plain_group():
    fields = {row["field"] for row in rows_of(FACTS)}
    others = [field for field in fields if group_of(field) == "other"]
    assert len(fields) > 250 and len(others) < len(fields) * 0.1
    assert group_of("Hộ tịch") == "family" and group_of("Đất đai") == "land"
    assert slug("Thi đua – Khen thưởng") == "thi-dua-khen-thuong"


def test_every_code_the_editors_name_is_a_real_procedure():
    codes = {row["code"] for row in rows_of(FACTS)} | {definition.code for definition in services.load_all()}
    named = {code for event in wording.life_events() for code in event.codes} | set(wording.everyday())
    assert named <= codes


def test_publishing_makes_a_procedure_executable_and_findable_in_english(catalogue, definition):
    version = publishing.publish(definition, by=EDITOR, at=NOON)
    procedure = Procedure.objects.get(code="1.004873")
    assert (version.number, procedure.executable) == (1, True)
    assert procedure.name_en == "Certificate of marital status"
    assert search("marital status")[0].code == "1.004873"
    assert search("bachelor paper")[0].code == "1.004873"


def test_publishing_the_same_content_again_makes_no_new_version(catalogue, definition):
    first = publishing.publish(definition, by=EDITOR, at=NOON)
    assert publishing.publish(definition, by=EDITOR, at=NOON + timedelta(days=1)) == first
    assert ProcedureVersion.objects.count() == 1


def test_a_change_makes_version_two_and_a_dossier_received_before_stays_on_one(catalogue, definition):
    first = publishing.publish(definition, by=EDITOR, at=NOON)
    slower = msgspec.structs.replace(definition, limit=msgspec.structs.replace(definition.limit, amount=5))
    second = publishing.publish(slower, by=EDITOR, at=NOON, valid_from=NOON + timedelta(days=20))
    assert second.number == 2
    assert publishing.version_for("1.004873", NOON + timedelta(days=19)) == first
    assert publishing.version_for("1.004873", NOON + timedelta(days=20)) == second
    assert publishing.version_for("1.004873", NOON - timedelta(days=1)) is None


def test_a_version_is_read_back_as_it_was_published(catalogue, definition):
    version = publishing.publish(definition, by=EDITOR, at=NOON)
    version = ProcedureVersion.objects.get(pk=version.pk)
    assert content_hash(publishing.definition_of(version)) == version.content_hash
    assert hashlib.sha256(version.definition.encode()).hexdigest() == version.content_hash
    assert set(publishing.compiled(version).steps) == {"receive", "sign", "back"}
    assert publishing.compiled(version) is publishing.compiled(version)


def test_a_definition_that_cannot_end_is_not_published(catalogue, definition):
    steps = {name: step for name, step in definition.workflow.steps.items() if name != "back"}
    broken = msgspec.structs.replace(
        definition, workflow=msgspec.structs.replace(definition.workflow, steps=steps)
    )
    with pytest.raises(DefinitionError):
        publishing.publish(broken, by=EDITOR, at=NOON)
    assert not ProcedureVersion.objects.exists()


def test_a_procedure_the_nation_does_not_list_can_be_published(empty_catalogue, definition):
    version = publishing.publish(definition, by=EDITOR, at=NOON)
    assert version.procedure.code == "1.004873"
    assert search("tình trạng hôn nhân")[0].code == "1.004873"


def test_the_facts_are_renewed_without_losing_what_the_city_published(catalogue, definition, some_facts):
    publishing.publish(definition, by=EDITOR, at=NOON)
    Procedure.objects.filter(code="1.004873").update(facts_hash="old")
    assert import_facts(some_facts).changed == 1
    procedure = Procedure.objects.get(code="1.004873")
    assert procedure.executable and procedure.name_en == "Certificate of marital status"


@pytest.mark.parametrize(
    "statement",
    [
        "update catalogue_procedureversion set definition = '{}'",
        "update catalogue_procedureversion set published_by = 'somebody else'",
        "delete from catalogue_procedureversion",
    ],
)
def test_the_database_refuses_to_touch_a_published_version(catalogue, definition, statement):
    publishing.publish(definition, by=EDITOR, at=NOON)
    refused = pytest.raises(IntegrityError, match="never changes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ProcedureVersion.objects.get().published_by == "Biên tập viên"


def test_what_can_be_filed_here_stands_first_on_the_shelf(catalogue, definition):
    publishing.publish(definition, by=EDITOR, at=NOON)
    assert browsing.browse(browsing.Choice()).procedures[0].code == "1.004873"


def test_turning_pages_shows_every_procedure_once_and_leads_back(catalogue):
    seen, after = [], ""
    while True:
        shelf = browsing.browse(browsing.Choice(), after=after, page=3)
        seen += [procedure.code for procedure in shelf.procedures]
        if not shelf.after:
            break
        after = shelf.after
    assert sorted(seen) == sorted(set(SOME) - {"6.003494"})
    back = browsing.browse(browsing.Choice(), before=shelf.before, page=3)
    assert [procedure.code for procedure in back.procedures] == seen[3:6][: len(back.procedures)]


def test_the_shelf_is_narrowed_by_field_event_level_and_audience(catalogue):
    def codes(**choice):
        return {procedure.code for procedure in browsing.browse(browsing.Choice(**choice)).procedures}

    assert codes(field_key="chung-thuc") == {"2.000815"}
    assert codes(group="family") == {"1.001193", "1.000894", "1.004873"}
    assert codes(life_event="house") == {"1.013225"}
    assert "1.115194" not in codes(level="commune")
    assert "1.001612" not in codes(audience="foreigner")
    with pytest.raises(browsing.UnknownChoice):
        browsing.Choice(level="district")


def test_a_life_event_lists_first_things_first(catalogue):
    assert [p.code for p in browsing.for_life_event("marriage")] == ["1.000894", "1.004873"]


def test_facets_are_counted_once_for_residents(catalogue):
    assert browsing.counts("all") == {"": len(SOME) - 1}
    assert browsing.counts("field")["ho-tich"] == 3
    assert FieldOfProcedure.objects.get(key="ho-tich").group == "family"
    assert browsing.group_counts()["family"] == 3
