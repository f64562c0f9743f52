"""The result: built by its service pack, numbered, signed by the officer, sealed by the agency, entered.

Order of NĐ 30/2020: approval, the person signs, number and date are given, the agency signs. Our number is
taken when the person signs, because it is printed on the page that the signature covers; the clerk's step seals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from dateutil.relativedelta import relativedelta
from django.conf import settings

from motcua.city import authority, authority_signature, units
from motcua.city.models import Account, Agency
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledStep
from motcua.procedures.definition import OF_PARTS, OUTSIDE, ProcedureDefinition, Validity
from motcua.procedures.dossiers.errors import ChangeRefused, WrongState
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.procedures.dossiers.office import Office, office
from motcua.procedures.dossiers.papers_made import letterhead, next_number
from motcua.procedures.sources import register_fields
from motcua.records import documents, papers, registers, signing
from motcua.records.documents import forms, words
from motcua.records.documents.results import Result

RESULT = "result"
OUTSIDE_PAPER = "outside"
"""Kind of the documents that a body outside sends with its answer."""


@dataclass(frozen=True, slots=True)
class ResultCase:
    """What a pack needs to build a result. A preview has no number yet."""

    dossier: Dossier
    definition: ProcedureDefinition
    answers: Mapping[str, Any]
    officer: Mapping[str, Any]
    agency: Office
    head: forms.Letterhead
    signer: forms.Signer
    number: str
    at: datetime
    check_url: str

    @property
    def on(self) -> date:
        return self.at.astimezone(worktime.VN).date()


@dataclass(frozen=True, slots=True)
class Built:
    """A result before it is set. `before`: files that come first (the scanned paper of a certified copy).

    `after`: papers that the decision approves and that stay bound to it (the drawings of a permit); every page of
    them says of which decision it is a part: `paper` is what stands on its head. The signature covers all.
    `entry` goes into the register of the definition, about the persons `subjects` (id by role); it counts in the
    register from the day of the decision without end, unless `counts_from` and `counts_until` (its last day) say otherwise.
    """

    document: Result
    before: tuple[bytes, ...] = ()
    after: tuple[bytes, ...] = ()
    paper: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    subjects: Mapping[str, int] = field(default_factory=dict)
    counts_from: date | None = None
    counts_until: date | None = None


Builder = Callable[[ResultCase], Built]
_builders: dict[str, Builder] = {}

EntryHandler = Callable[[registers.Record, registers.Record | None, datetime], None]
_entered: dict[str, EntryHandler] = {}


@dataclass(frozen=True, slots=True)
class Signing:
    """A result about to be signed: by whom, by which grant, in which dossier."""

    held: Held
    account: Account
    grant: authority.Grant
    at: datetime


SigningCheck = Callable[[Signing], None]
_before_signing: dict[str, SigningCheck] = {}


class CannotBuild(ChangeRefused):
    """The facts that the result must state are not there yet; says which. Nothing was changed."""

    code = "cannot-build-result"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class NotInRegister(CannotBuild):
    """The register does not take what the result says; names every item. Nothing was changed."""

    code = "not-in-register"

    def __init__(self, refused: registers.NotAccepted) -> None:
        super().__init__(
            f"Sổ không nhận kết quả này. {refused.vi}", f"The register refuses this. {refused.en}"
        )


class NoBuilder(LookupError):
    """No pack builds results of this template."""


def register(template: str, builder: Builder) -> None:
    """A service pack offers to build results of `template` (the `result.template` of its definitions)."""
    _builders[template] = builder


def builders() -> frozenset[str]:
    """The templates that some pack builds: what a definition may name."""
    return frozenset(_builders)


def on_entered(register: str, handler: EntryHandler) -> None:
    """A service pack offers to carry what `register` says into other data, in the transaction of the entry.

    The handler gets the new entry, the entry of the same dossier that it corrects (closed, or None) and the
    moment. One handler a register: a second registration takes the place of the first.
    """
    _entered[register] = handler


def before_signing(field: str, check: SigningCheck) -> None:
    """A room offers the checks that its field asks for before a result is signed; they raise what refuses it.

    One check a field: a second registration takes the place of the first.
    """
    _before_signing[field] = check


def handed_in(dossier: Dossier, component: str) -> list[papers.StoredFile]:
    """The files of a paper in the order in which they came; a later round replaces an earlier one. Two queries.

    A dossier that was never stored (`made_up`) has none.
    """
    if dossier.pk is None:
        return []
    rows = Component.objects.filter(dossier=dossier, component_id=component).order_by("-round", "-id")
    ids = next((row.files for row in rows if row.files), [])
    found = papers.StoredFile.objects.in_bulk(ids, field_name="uuid")
    return [found[uuid] for uuid in ids if uuid in found]


def preview(held: Held, at: datetime) -> bytes:
    """The result as it would look now, unsigned and without a number."""
    signer = forms.Signer(post="", name="")
    case = _case(held, signer, "", at)
    return _set(build_for(case), case)


def on_leaving(held: Held, step: CompiledStep, by: Actor, at: datetime) -> None:
    """Signing steps sign, numbering steps seal; other steps leave no paper."""
    if step.kind == "sign":
        _sign(held, by, at)
    elif step.kind == "number":
        _seal(held, at)


def on_finish(held: Held, by: Actor, at: datetime) -> None:
    """The decision is made: seal what the clerk's step did not, and enter the paper and the register.

    A linked set has no paper of its own; what a body outside decided is shown as it answered.
    """
    template = held.compiled.definition.result.template
    if template == OF_PARTS:
        return
    if template == OUTSIDE:
        _keep_outside(held, by, at)
    _seal(held, at)
    document = (
        Document.objects.select_related("file")
        .filter(dossier=held.dossier, kind=RESULT, state=Document.State.ISSUED)
        .order_by("-id")
        .first()
    )
    if document is None:
        raise WrongState("Chưa có kết quả đã ký.", "No signed result exists yet.")
    _enter(held, document, by, at)


def _keep_outside(held: Held, by: Actor, at: datetime) -> None:
    """What a body outside the city decided: the paper that it sent, else a page of ours that shows its answer.

    The page is sealed by the office that received the request: it vouches for what was answered, not for the decision.
    """
    rows = Document.objects.filter(dossier=held.dossier, kind=RESULT)
    if rows.filter(state=Document.State.ISSUED).exists():
        return
    brought = (
        Document.objects.select_related("file")
        .filter(dossier=held.dossier, kind=OUTSIDE_PAPER, file__isnull=False, state=Document.State.ISSUED)
        .order_by("-id")
        .first()
    )
    number = str(held.dossier.officer_answers.get("number") or (brought.number if brought else ""))
    stored = brought.file if brought else None
    if stored is None:
        case = _case(held, forms.Signer(post="", name=""), number, at)
        built = build_for(case)
        intake = office(held.dossier.intake_agency_id)
        stored = papers.store_made(
            signing.seal(_set(built, case), signing.seal_of(intake.code, intake.name_vi), at),
            name=f"ket-qua-{held.dossier.code}.pdf",
            purpose=RESULT,
            owner_id=held.dossier.owner_id,
            at=at,
        )
    Document.objects.create(
        dossier=held.dossier,
        kind=RESULT,
        title=held.compiled.definition.result.name.vi,
        number=number,
        state=Document.State.ISSUED,
        file=stored,
        for_resident=True,
        data={"entry": {}, "subjects": {}},
        made_at=at,
        made_by=by.name,
    )
    held.dossier.result_number = number


def signing_grant(by: Actor, held: Held, at: datetime) -> authority.Grant:
    """The grant by which the officer signs this result. Raises NotAllowed."""
    dossier = held.dossier
    return authority.require(
        by,
        "sign",
        at=at,
        procedure_code=dossier.procedure_code,
        field=dossier.field_key,
        agency_id=dossier.competent_agency_id,
        case=dossier.case_id,
    )


def signer_of(by: Actor, held: Held, at: datetime) -> forms.Signer:
    """The signature block: capacity line, post and name, from the power by which the officer signs."""
    return _signer(by, signing_grant(by, held, at))


def _signer(by: Actor, grant: authority.Grant) -> forms.Signer:
    block = authority_signature.block(grant)
    return forms.Signer(post=block.post, name=by.name, authority=block.authority)


def _sign(held: Held, by: Actor, at: datetime) -> None:
    dossier, numbering = held.dossier, held.compiled.definition.result.numbering
    assert by.account_id is not None
    account = Account.objects.select_related("person").get(id=by.account_id)
    grant = signing_grant(by, held, at)
    if not account.is_active:
        raise authority.NotAllowed("Tài khoản đã bị khóa.", "The account is blocked.")
    if check := _before_signing.get(dossier.field_key):
        check(Signing(held, account, grant, at))
    agency = office(dossier.competent_agency_id)
    on = at.astimezone(worktime.VN).date()
    number = next_number(agency, numbering.series, numbering.symbol, on)
    case = _case(held, _signer(by, grant), number, at)
    built = build_for(case)
    fits_register(case, built)
    signed = signing.sign_as(_set(built, case), signing.signer_of(account), at)
    stored = papers.store_made(
        signed, name=f"ket-qua-{dossier.code}.pdf", purpose=RESULT, owner_id=dossier.owner_id, at=at
    )
    Document.objects.create(
        dossier=dossier,
        kind=RESULT,
        title=held.compiled.definition.result.name.vi,
        number=number,
        state=Document.State.SIGNED,
        file=stored,
        for_resident=False,
        data={
            "entry": dict(built.entry),
            "subjects": dict(built.subjects),
            "counts": [day.isoformat() if day else None for day in (built.counts_from, built.counts_until)],
            "signed": _by_what(grant, account),
        },
        made_at=at,
        made_by=by.name,
    )
    dossier.result_number = number


def _by_what(grant: authority.Grant, account: Account) -> dict[str, Any]:
    """In which capacity and by which decision a result was signed: kept with it, whatever becomes of the power."""
    block = authority_signature.block(grant)
    return {
        "account": account.pk,
        "capacity": grant.capacity,
        "authority": block.authority,
        "post": block.post,
        "decision": grant.decision,
        "agency": grant.agency_id,
        "powers": list(grant.chain),
    }


def _seal(held: Held, at: datetime) -> None:
    waiting = (
        Document.objects.select_related("file")
        .filter(dossier=held.dossier, kind=RESULT, state=Document.State.SIGNED)
        .order_by("-id")
        .first()
    )
    if waiting is None:
        return
    assert waiting.file is not None
    agency = office(held.dossier.competent_agency_id)
    sealed = signing.seal(papers.content(waiting.file), signing.seal_of(agency.code, agency.name_vi), at)
    waiting.file = papers.store_made(
        sealed, name=waiting.file.name, purpose=RESULT, owner_id=held.dossier.owner_id, at=at
    )
    waiting.state, waiting.for_resident = Document.State.ISSUED, True
    waiting.save(update_fields=["file", "state", "for_resident"])


def _enter(held: Held, document: Document, by: Actor, at: datetime) -> None:
    """The paper goes to the owner's papers, its facts into the register: both answer later forms."""
    dossier, result = held.dossier, held.compiled.definition.result
    on = at.astimezone(worktime.VN).date()
    agency = office(dossier.competent_agency_id)
    paper = papers.issue(
        kind=result.kind,
        number=document.number,
        issued_on=on,
        issuer_id=agency.id,
        issuer_name=agency.name_vi,
        owner_id=dossier.owner_id,
        organisation_id=dossier.owner_organisation_id,
        file=document.file,
        at=at,
        dossier_code=dossier.code,
        valid_until=valid_until(result.valid, on),
        title=result.name.vi,
    )
    for wrong in papers.Paper.objects.filter(
        dossier_code=dossier.code, status=papers.Paper.Status.VALID
    ).exclude(id=paper.id):
        papers.replace(wrong, paper)
    if result.register:
        _register(held, result.register, document, paper, by, at)


def _register(
    held: Held, register: str, document: Document, paper: papers.Paper, by: Actor, at: datetime
) -> None:
    """Write the entry; the one that this dossier wrote before a correction is closed and no longer counts."""
    code, on = held.dossier.code, at.astimezone(worktime.VN).date()
    first, last = (
        date.fromisoformat(day) if day else None for day in document.data.get("counts", (None, None))
    )
    source, earlier = registers.Source(registers.Origin.DOSSIER, code, paper.pk), None
    for wrong in registers.of_dossier(register, code):
        earlier = registers.replace(wrong, on, reason=f"Cấp lại kết quả {code}", source=source, by=by, at=at)
    try:
        entry = registers.enter(
            register,
            agency_id=held.dossier.competent_agency_id,
            on=on,
            data=document.data["entry"],
            people=document.data["subjects"],
            source=source,
            by=by,
            at=at,
            volume=f"01/{on.year}",
            valid_from=first,
            valid_to=last + timedelta(days=1) if last else None,
        )
    except registers.NotAccepted as refused:
        raise NotInRegister(refused) from refused
    if register in _entered:
        _entered[register](entry, earlier, at)


def fits_register(case: ResultCase, built: Built) -> None:
    """Look before the signature whether the register will take the entry. Raises: NotInRegister."""
    register = case.definition.result.register
    if register:
        problems = registers.problems_of(
            register,
            built.entry,
            on=case.on,
            agency_id=case.dossier.competent_agency_id,
            dossier_code=case.dossier.code,
        )
        if problems:
            raise NotInRegister(registers.NotAccepted(problems))


def valid_until(validity: Validity | None, on: date) -> date | None:
    """The last day on which a paper issued on `on` counts; None: without end."""
    if validity is None:
        return None
    if validity.unit == "calendar_year":
        return date(on.year + validity.amount - 1, 12, 31)
    return on + relativedelta(**{f"{validity.unit}s": validity.amount})


def _case(held: Held, signer: forms.Signer, number: str, at: datetime) -> ResultCase:
    dossier = held.dossier
    agency = office(dossier.competent_agency_id)
    return ResultCase(
        dossier=dossier,
        definition=held.compiled.definition,
        answers=dossier.answers,
        officer=dossier.officer_answers,
        agency=agency,
        head=head_of(agency, number, at.astimezone(worktime.VN).date()),
        signer=signer,
        number=number,
        at=at,
        check_url=f"{settings.PUBLIC_URL}/tra-cuu?ma={dossier.code}",
    )


def head_of(agency: Office, number: str, on: date) -> forms.Letterhead:
    """The head of a result; a commune's papers name its province above it and are dated in the commune.

    Source: NĐ 30/2020 Phụ lục I, mục II.4 (place name of a document).
    """
    head = letterhead(agency, number, on)
    if agency.kind != Agency.Kind.COMMUNE or not agency.unit_code:
        return head
    lineage = units.lineage(units.at(agency.unit_code, on))
    province, unit = lineage[-1], lineage[0]
    return msgspec.structs.replace(head, superior=province.full_name_vi, place=unit.name_vi)


def build_for(case: ResultCase) -> Built:
    """What the pack of this result makes of the case. Raises NoBuilder, CannotBuild."""
    template = case.definition.result.template
    told_on = case.dossier.submitted_at.astimezone(worktime.VN).date()
    try:
        with words.codes_told_on(min(told_on, case.on)):
            return _for_register(_builders[template](case), case, told_on)
    except KeyError:
        if template in _builders:
            raise
        raise NoBuilder(template) from None


def _for_register(built: Built, case: ResultCase, told_on: date) -> Built:
    """The entry with who signed it, in registers that keep that, and its places as they are called today."""
    fields = register_fields(case.definition.result.register or "") or frozenset()
    if not fields or not built.entry:
        return built
    signer = {"signed_by": case.signer.name, "signer_post": case.signer.post}
    signed = {name: value for name, value in signer.items() if name in fields and value}
    entry = {**signed, **built.entry}
    if told_on < case.on:
        kept = registers.definition_of(str(case.definition.result.register))
        entry = registers.retold(kept, entry, told_on, case.on)
    return replace(built, entry=entry)


def _set(built: Built, case: ResultCase) -> bytes:
    page = documents.render_form(built.document)
    if not built.before and not built.after:
        return page
    after = [_parts(built, case)] if built.after else []
    return papers.joined([*built.before, page, *after], main=len(built.before))


def _parts(built: Built, case: ResultCase) -> bytes:
    """The papers behind the decision, marked as its part. Raises: CannotBuild when one cannot be read."""
    name = built.paper or case.definition.result.name.vi
    number = f"số {case.number} ngày {case.on:%d/%m/%Y}" if case.number else "(dự thảo)"
    try:
        return papers.as_parts(built.after, f"Kèm theo {name} {number} của {case.agency.name_vi}")
    except papers.NotAPart:
        raise CannotBuild(
            "Không đọc được tệp kèm theo kết quả; hãy yêu cầu nộp lại tệp PDF.",
            "A file that belongs to the result cannot be read; ask for it again as a PDF.",
        ) from None
