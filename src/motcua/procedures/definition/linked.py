"""Several procedures of several agencies asked for by one filing (liên thông, NĐ 118/2025; before: NĐ 61/2018 Đ19)."""

from typing import Literal

from .words import Code as ProcedureCode
from .words import Expr, Id, Part, Text

SET_SYSTEM = "linked-set"
"""The `external` system for which the dossier of a set waits while its parts are worked on."""


class LinkedPart(Part, frozen=True, kw_only=True):
    """One procedure of a set: a dossier of its own, with its own code, agency, limit and status.

    `when` (CEL over the set's answers) leaves it out; `optional` lets the resident leave it out. `needs` names the
    parts whose results it cannot do without: in an electronic set all parts are sent at once and such a part waits
    for its data, in a paper set each part also waits for the one before it. `answers` gives each field of the part's
    own form as CEL over the set's answers and, as `parts.<id>.<name>`, what earlier parts decided (`number`,
    `issued_on`, and the officers' fields). `papers` says which paper of the set stands for a paper of the part,
    or `result:<part id>` for the paper that an earlier part issued; of `result:contract or contract` the first that is
    there. `proceeds` (CEL as `answers`): looked at when its data are there; where it does not hold, the part ends without
    work for the reason `otherwise`. `repairs`: parts to which an error found here may be
    sent back (empty: all in `needs`).
    """

    id: Id
    procedure: ProcedureCode
    name: Text
    when: Expr | None = None
    optional: bool = False
    needs: tuple[Id, ...] = ()
    answers: dict[Id, Expr] = {}
    papers: dict[Id, str] = {}
    repairs: tuple[Id, ...] = ()
    proceeds: Expr | None = None
    otherwise: Text | None = None


class Linked(Part, frozen=True, kw_only=True):
    """The parts of a set. The set's own limit is the longest path through them (critical path), not a number.

    `electronic`: sent to all participants at once; `paper`: one after the other, in the order written.
    `choice`: the question of the set's form (of kind `choices`) by which residents choose the optional parts: its
    options are their ids, so that conditions of the form read it like any answer (`"card" in wanted`).
    `last_hour`: received in the last working hour counts from the next working day (NĐ 297/2025);
    `after`: "15:00" the same for what arrives later than that on a day (NĐ 63/2024).
    """

    mode: Literal["electronic", "paper"] = "electronic"
    parts: tuple[LinkedPart, ...]
    choice: Id | None = None
    last_hour: bool = False
    after: str | None = None
