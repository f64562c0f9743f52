"""Workflows at city scale: 1,754 proved and published; steps of running dossiers beside a BPMN engine library.

`make bench-workflows` or `--quick`. Both engines run on the same PostgreSQL with durable settings, one process and one
connection each, one commit for each step, in turn so that both meet the same neighbours.
"""

import argparse
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import pairwise

from bench import city
from bench.reporting import Result, at_least, at_most, report

APPROVED = 1754
"""Internal workflows that Hà Nội approved in a year."""
AIM_SECONDS, AIM_RATIO = 60, 1.5
STEPS = 6


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.workflows")
    parser.add_argument("--quick", action="store_true", help="a smoke test of the measurement")
    parser.add_argument("--count", type=int, help=f"workflows ({APPROVED}; quick: 150)")
    parser.add_argument("--dossiers", type=int, help=f"dossiers of {STEPS} steps a round (200; quick: 30)")
    parser.add_argument("--rounds", type=int, help="of which the median counts (5; quick: 1)")
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    count = chosen.count or (150 if chosen.quick else APPROVED)
    dossiers = chosen.dossiers or (30 if chosen.quick else 200)
    rounds = chosen.rounds or (1 if chosen.quick else 5)
    results: list[Result] = []
    with city.database() as server:
        address = city.fresh(server, "bench")
        city.load(address, small=True)
        for measured in (_catalogue(count), _running(address, dossiers, rounds)):
            for one in measured:
                print(f"{one.name}: {one.value:g} {one.unit}", flush=True)
                results.append(one)
    return report(
        "workflows",
        results,
        f"{count} workflows; {rounds} rounds of {dossiers} dossiers. {chosen.note}".strip(),
    )


# ---- the catalogue


def _catalogue(count: int) -> Iterator[Result]:
    """Compile and prove in one process; then everything from invention to the search index on all cores."""
    from motcua.foundation import clock
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.compile import compile_procedure
    from motcua.project.trials.publishing import publish_all, subjects
    from motcua.project.trials.workflows import invented

    chosen = subjects(count)
    definitions = [invented(subject, 1) for subject in chosen]
    begin = time.perf_counter()
    compiled = [compile_procedure(definition) for definition in definitions]
    took = time.perf_counter() - begin
    steps = [len(one.steps) for one in compiled]
    yield Result("steps of a workflow, median", statistics.median(steps), "steps")
    yield Result("steps of a workflow, most", max(steps), "steps")
    yield Result("compile and prove, one core", round(len(chosen) / took, 1), "workflows/s")
    del compiled
    begin = time.perf_counter()
    done = publish_all(chosen, 1, by=SYSTEM, at=clock.now(), progress=lambda n, of: None)
    took = time.perf_counter() - begin
    if done.refused:
        raise RuntimeError(f"{len(done.refused)} refused: {done.refused[0]}")
    yield Result("compile, prove and publish, all cores", round(done.count / took, 1), "workflows/s")
    yield at_most(f"{done.count:,} workflows proved and published", took, "s", AIM_SECONDS)


# ---- running dossiers


def _running(address: str, dossiers: int, rounds: int) -> Iterator[Result]:
    """Steps a second: ours with rights, checks, events and state; the library's with its state alone."""
    library = _Library(address)
    ours, kept, loaded = [], [], []
    for _ in range(rounds + 1):  # the first round fills what a process keeps in memory
        cases = [_accepted() for _ in range(dossiers)]
        city.settle(address)
        ours.append(_rate(dossiers, lambda n: _work_through(cases[n])))  # noqa: B023
        kept.append(_rate(dossiers, library.run_kept))
        loaded.append(_rate(dossiers, library.run_loaded))
    rate, one, two = (statistics.median(part[1:]) for part in (ours, kept, loaded))
    yield Result("SpiffWorkflow, state saved after each step", round(one, 1), "steps/s")
    yield Result("SpiffWorkflow, state loaded and saved for each step", round(two, 1), "steps/s")
    yield at_least("steps with rights, events and state", rate, "steps/s",
                   "the library, saved after each step", one, AIM_RATIO)  # fmt: skip
    yield at_least("steps with rights, events and state", rate, "steps/s",
                   "the library, loaded and saved for each step", two, AIM_RATIO)  # fmt: skip


def _rate(dossiers: int, run: Callable[[int], None]) -> float:
    begin = time.perf_counter()
    for n in range(dossiers):
        run(n)
    return dossiers * STEPS / (time.perf_counter() - begin)


_SIX = (
    ("assign", "assign", "division_leader"),
    ("examine", "process", "land_officer"),
    ("review", "review", "division_leader"),
    ("verify", "process", "justice_officer"),
    ("submit", "review", "division_leader"),
    ("agree", "review", "chair"),
)
"""Six steps between acceptance and signature: none makes a document, which the library does not do either."""

_seats: dict = {}


def _accepted() -> tuple[uuid.UUID, int]:
    """A dossier at the first of the six steps: its id and its open task."""
    from motcua.city import authority
    from motcua.city.models import Person
    from motcua.foundation import clock
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.catalogue import publishing
    from motcua.procedures.dossiers import changes
    from motcua.procedures.dossiers.models import Dossier
    from motcua.procedures.dossiers.submission import Party, Submission
    from motcua.project.demo import account_of

    at = clock.now()
    if not _seats:
        _seats["version"] = publishing.publish(_six_steps(), by=SYSTEM, at=at)
        _seats["resident"] = authority.actor_for(account_of("resident"), at)
        _seats["person"] = Person.objects.select_related("unit").get(id=_seats["resident"].person_id)
    by, person, version = _seats["resident"], _seats["person"], _seats["version"]
    owner = Party(
        name=person.full_name, person_id=person.id, unit_code=person.unit.code, address=person.address_line,
        email="resident@example.vn", phone="0912345678",
        facts={"kind": "citizen", "full_name": person.full_name, "residence_unit": person.unit.code,
               "exemptions": []},
    )  # fmt: skip
    dossier = changes.file(
        Submission(
            id=uuid.uuid4(), version_id=version.id, compiled=publishing.compiled(version), channel="online",
            answers={"applicant_name": person.full_name}, papers=(), applicant=owner, owner=owner,
            known_sources=frozenset({"population.identity"}),
        ),
        by=by, at=at,
    )  # fmt: skip
    dossier = Dossier.objects.get(id=dossier.id)
    changes.accept(dossier.open_task_id, by=_officer(dossier.intake_agency_id, "reception"), at=at)
    return dossier.id, dossier.competent_agency_id


def _officer(agency_id: int, post: str):
    """The officer of a post of an agency, as a session knows it."""
    from motcua.city import authority
    from motcua.city.models import Appointment
    from motcua.foundation import clock

    if (agency_id, post) not in _seats:
        at = clock.now()
        row = Appointment.objects.on(at.date()).filter(post__agency_id=agency_id, post__kind=post)
        _seats[agency_id, post] = authority.actor_for(row.select_related("account").first().account, at)
    return _seats[agency_id, post]


def _work_through(case: tuple) -> None:
    """Each step as the desk does it: the open task is looked up, rights are checked, the step is left."""
    from motcua.foundation import clock
    from motcua.procedures.dossiers import changes
    from motcua.procedures.dossiers.models import Dossier

    dossier_id, agency_id = case
    task = Dossier.objects.values_list("open_task_id", flat=True).get(id=dossier_id)
    for _, _, post in _SIX:
        after = changes.act(task, "go", by=_officer(agency_id, post), at=clock.now())
        task = after.open_task_id


def _six_steps():
    """A procedure of the commune with the six steps between acceptance and signature."""
    import msgspec

    from motcua.procedures.definition import ProcedureDefinition
    from motcua.project.trials.workflows import Subject, invented

    tree = msgspec.to_builtins(invented(Subject("9.000006", "Sáu bước", "do-luong", "commune", "1/QĐ"), 1))

    def step(kind: str, post: str, to: str, **more: object) -> dict:
        words = {"vi": kind, "en": kind}
        return {"kind": kind, "post": post, "title": words, "hours": 1, **more,
                "next": [{"id": "go", "label": words, "to": to}]}  # fmt: skip

    order = [*(id for id, _, _ in _SIX), "sign"]
    steps = {id: step(kind, post, order[n + 1]) for n, (id, kind, post) in enumerate(_SIX)}
    steps["receive"] = step("receive", "reception", "assign", agency="intake")
    steps["sign"] = step("sign", "chair", "return", makes="sheet")
    steps["return"] = step("return", "reception", "end", agency="intake", hours=0)
    tree["workflow"] = {"start": "receive", "steps": steps}
    tree["cases"] = [{"id": "plain", "name": {"vi": "Thường", "en": "Plain"}}]
    tree["limit"] = {"amount": 10, "unit": "working_day", "legal_ref": "1/QĐ"}
    tree["form"] = {"pages": [{"id": "main", "title": {"vi": "Đơn", "en": "Form"}, "fields": [
        {"id": "applicant_name", "kind": "person_name", "label": {"vi": "Họ và tên", "en": "Full name"}}]}]}  # fmt: skip
    tree["components"] = []
    return msgspec.convert(tree, ProcedureDefinition)


class _Library:
    """SpiffWorkflow: six user tasks; its serialised state in one row, committed after each."""

    def __init__(self, address: str) -> None:
        import psycopg
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

        parser = BpmnParser()
        parser.add_bpmn_str(_bpmn().encode())
        self.spec = parser.get_spec("six")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.connection = psycopg.connect(address)
        self.connection.execute(
            "create table if not exists bench_state (id uuid primary key, state text not null)"
        )
        self.connection.commit()

    def run_kept(self, _: int) -> None:
        """One process from start to end in memory, saved after each step."""
        workflow, row = self._begin()
        for _step in range(STEPS):
            self._step(workflow)
            self._save(row, workflow)
        assert workflow.is_completed()

    def run_loaded(self, _: int) -> None:
        """As when each step comes in a request of its own: loaded, left, saved."""
        _workflow, row = self._begin()
        workflow = None
        for _step in range(STEPS):
            found = self.connection.execute("select state from bench_state where id = %s for update", [row])
            workflow = self.serializer.deserialize_json(found.fetchone()[0])
            self._step(workflow)
            self._save(row, workflow)
        assert workflow is not None and workflow.is_completed()

    def _begin(self):
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        workflow, row = BpmnWorkflow(self.spec), uuid.uuid4()
        workflow.do_engine_steps()
        self.connection.execute(
            "insert into bench_state values (%s, %s)", [row, self.serializer.serialize_json(workflow)]
        )
        self.connection.commit()
        return workflow, row

    def _step(self, workflow) -> None:
        from SpiffWorkflow import TaskState

        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.run()
        workflow.do_engine_steps()

    def _save(self, row: uuid.UUID, workflow) -> None:
        self.connection.execute(
            "update bench_state set state = %s where id = %s", [self.serializer.serialize_json(workflow), row]
        )
        self.connection.commit()


def _bpmn() -> str:
    """Start, six user tasks, end."""
    ids = ["start", *(f"task_{n}" for n in range(STEPS)), "end"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="flow_{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(ids))
    )
    tasks = "".join(f'<bpmn:userTask id="{id}" name="{id}"/>' for id in ids[1:-1])
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'targetNamespace="http://bpmn.io/schema/bpmn" id="defs"><bpmn:process id="six" isExecutable="true">'
        f'<bpmn:startEvent id="start"/>{tasks}<bpmn:endEvent id="end"/>{flows}</bpmn:process></bpmn:definitions>'
    )


if __name__ == "__main__":
    raise SystemExit(main())
