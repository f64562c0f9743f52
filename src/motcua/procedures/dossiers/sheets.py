"""The builder of results that an editor has laid out (`template: sheet`): no code for a new procedure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.definition import OUTSIDE, ProcedureDefinition
from motcua.procedures.dossiers import owner, results
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.procedures.register_entry import fill_entry
from motcua.procedures.sheet import SHEET, Filled, Names, fill, printed
from motcua.procedures.sources import register_fields
from motcua.records.documents import forms, words
from motcua.records.documents.results import Confirmation, Row, Sheet, SheetBlock
from motcua.records.population.ethnic_groups import ethnic_group

SAYS = "says"
"""The field of a register that keeps the lines of a paper, by their labels."""


def register() -> None:
    """Called once, when the applications are ready."""
    results.register(SHEET, build)
    results.register(OUTSIDE, build_outside)


def build(case: ResultCase) -> Built:
    """The sheet of a dossier: its layout filled from answers, officers' entries and the owner's facts.

    What goes into the register is what the definition says (`result.entry`); a register with the field `says` keeps the
    lines as they stand on the paper. One query more when the layout reads the person, and those for names of places.
    """
    dossier = case.dossier
    compiled = compiled_version(dossier.version_id)
    if compiled.layout is None:
        raise CannotBuild("Thủ tục chưa có bố cục kết quả.", "The procedure has no layout of its result.")
    facts = owner.facts(dossier, case.on) if compiled.layout.reads_applicant else {}
    context = Context(
        today=case.on, channel=dossier.channel, applicant=facts, case=dossier.case_id, officer=case.officer
    )
    filled = fill(compiled.layout, compiled.values(case.answers, context), names_on(case.on))
    document = document_of(
        filled, case.definition, head=case.head, signer=case.signer, on=case.on, check_url=case.check_url,
        recipient=dossier.owner_name,
    )  # fmt: skip
    register = case.definition.result.register
    if not register:
        return Built(document)
    entry = fill_entry(
        register,
        compiled.entry,
        compiled.values(case.answers, context),
        answers=case.answers,
        officer=case.officer,
        number=case.number,
    )
    if SAYS in (register_fields(register) or ()):
        entry[SAYS] = [{"label": label, "value": value} for label, value in told(filled).items()]
    return Built(document, entry=entry, counts_until=document.valid_until)


def build_outside(case: ResultCase) -> Built:
    """What a body outside the city answered, line by line under the words of the questions it was asked."""
    compiled, names = compiled_version(case.dossier.version_id), names_on(case.on)
    rows = [
        Row(label=item.field.label.vi, value=words_of)
        for step in compiled.steps.values()
        if step.step.external is not None
        for item in step.fields
        if (words_of := printed(_typed(item, case.officer.get(item.id)), item.field, names))
    ]
    return Built(
        Confirmation(
            head=case.head,
            signer=case.signer,
            qr=case.check_url,
            check_url=case.check_url,
            title=case.definition.result.name.vi,
            opening=f"{case.agency.name_vi} đã trả lời bằng thông điệp điện tử cho hồ sơ {case.dossier.code}:",
            rows=rows or [Row(label="Kết quả", value="Đã giải quyết")],
            closing=["Trang này thể hiện nội dung trả lời; dữ liệu gốc được lưu tại cơ quan đã trả lời."],
        )
    )


def _typed(item: CompiledField, value: Any) -> Any:
    return date.fromisoformat(value) if value and item.field.kind == "date" else value


def document_of(
    filled: Filled,
    definition: ProcedureDefinition,
    *,
    head: forms.Letterhead,
    signer: forms.Signer,
    on: date,
    check_url: str,
    recipient: str,
) -> Sheet:
    """The values of the template `sheet`."""
    return Sheet(
        head=head,
        signer=signer,
        qr=check_url,
        check_url=check_url,
        title=filled.title,
        blocks=[
            SheetBlock(
                heading=block.heading,
                paragraphs=list(block.paragraphs),
                rows=[Row(label=label, value=value) for label, value in block.lines],
            )
            for block in filled.blocks
        ],
        bases=words.bases_words(definition.legal_bases) if definition.legal_bases else [],
        valid_until=results.valid_until(definition.result.valid, on),
        recipients=[recipient] if recipient else [],
    )


def preview(
    compiled: CompiledProcedure,
    answers: Mapping[str, Any],
    context: Context,
    *,
    head: forms.Letterhead,
    recipient: str,
    check_url: str,
) -> Sheet:
    """The sheet of a made-up dossier, without number and signature. Raises CannotBuild without a layout."""
    if compiled.layout is None:
        raise CannotBuild("Thủ tục chưa có bố cục kết quả.", "The procedure has no layout of its result.")
    filled = fill(compiled.layout, compiled.values_in_case(answers, context), names_on(context.today))
    return document_of(
        filled, compiled.definition, head=head, signer=forms.Signer(post="", name=""), on=context.today,
        check_url=check_url, recipient=recipient,
    )  # fmt: skip


def told(filled: Filled) -> dict[str, str]:
    """The lines of a sheet by their labels, as a register keeps them."""
    return {label: value for block in filled.blocks for label, value in block.lines}


def names_on(on: date) -> Names:
    """What places, countries and peoples are called on papers of a day. A query for each place."""
    return Names(
        address=lambda answer: words.address_words(answer, on),
        unit=lambda code: words.unit_words(code, on),
        country=lambda code: words.COUNTRIES.get(code, code),
        ethnic_group=lambda code: ethnic_group(words.ETHNIC_LIST, code) or code,
    )
