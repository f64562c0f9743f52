"""Writing down a look: one statement a page view, a row for each person who was seen."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from motcua.foundation.actor import Actor
from motcua.foundation.audit.around import around
from motcua.foundation.models import AccessLog

LookResult = Literal["shown", "refused", "empty"]
LONGEST_WHAT = 200


class LookRefused(Exception):
    """A look that is not to be: the page shows nothing of it.

    Carries its rows: what the view had begun is rolled back, and whoever answers the request writes them afterwards (`note`).
    `code`: the purpose that goes beyond the post, empty where the persons are not this officer's to see at all.
    """

    def __init__(self, rows: list[AccessLog], code: str = "") -> None:
        super().__init__(code or "not theirs to see")
        self.rows, self.code = rows, code

    def note(self) -> None:
        """Write the refusal down. One statement, none when it names nobody else."""
        if self.rows:
            write(self.rows)


def refused(
    reader: Actor,
    person_ids: Iterable[int | None],
    *,
    purpose: str,
    what: str,
    at: datetime,
    code: str = "",
    dossier_code: str = "",
) -> LookRefused:
    """To raise where a page knows the persons and may not show them; the reader learns no more than before."""
    seen = [one for one in dict.fromkeys(person_ids) if one is not None and one != reader.person_id]
    return LookRefused(_rows(reader, seen, purpose, what, at, dossier_code, code, "refused"))


def log_read(
    reader: Actor,
    person_ids: Iterable[int | None],
    *,
    purpose: str,
    what: str,
    at: datetime,
    dossier_code: str = "",
    code: str = "",
    result: LookResult = "shown",
    others: bool = False,
) -> None:
    """Note that `reader` saw data of these persons. Own data and unknown persons are left out. One statement.

    `others`: the view also shows people whom the city does not know by an id (a record of a source, a name on a payment);
    they stand as one row without a person, so that breach reports and reviews know of the view.

    Raises: LookRefused, before anything is shown, when the purpose goes beyond the officer's post.

    `code`: which of the city's purposes it is (`records.privacy.purposes`); `purpose` says it more closely, in words.
    Rows of one call share `look`: one view of one page. Address and screen come from the request (`audit.around`).
    """
    seen = [one for one in dict.fromkeys(person_ids) if one is not None and one != reader.person_id]
    noted: list[int | None] = [*seen, None] if others else [*seen]
    if noted:
        _within_the_post(reader, noted, purpose, what, at, dossier_code, code)
        write(_rows(reader, noted, purpose, what, at, dossier_code, code, result))


def log_list(
    reader: Actor,
    person_ids: Iterable[int | None],
    *,
    purpose: str,
    what: str,
    at: datetime,
    code: str = "",
    others: bool = False,
) -> None:
    """Note that a list of work named these persons: one row for the whole list. One statement, none for an empty list.

    `others`: it also names people whom the city does not know by an id.

    A list says a name and a matter. An officer opens it a hundred times a day: a row a person would bury what the person
    wants to know, who opened the dossier. Breach reports and rules count it all the same.
    """
    seen = sorted({one for one in person_ids if one is not None and one != reader.person_id})
    if seen or others:
        _within_the_post(reader, [None], purpose, what, at, "", code)
        (row,) = _rows(reader, [None], purpose, what, at, "", code, "shown")
        row.people = seen
        write([row])


def log_search(reader: Actor, *, purpose: str, what: str, at: datetime, code: str = "") -> None:
    """Note a search for a person that found nobody: many of them in a row are somebody trying numbers. One statement.

    What was typed is not kept: it may be the number of somebody whom the city does not know.
    """
    _within_the_post(reader, [None], purpose, what, at, "", code)
    write(_rows(reader, [None], purpose, what, at, "", code, "empty"))


def _within_the_post(
    reader: Actor,
    person_ids: Iterable[int | None],
    purpose: str,
    what: str,
    at: datetime,
    dossier_code: str,
    code: str,
) -> None:
    allows = around().allows
    if allows is None or not code or reader.kind != "officer" or allows(code):
        return
    raise LookRefused(_rows(reader, person_ids, purpose, what, at, dossier_code, code, "refused"), code)


def _rows(
    reader: Actor,
    person_ids: Iterable[int | None],
    purpose: str,
    what: str,
    at: datetime,
    dossier_code: str,
    code: str,
    result: LookResult,
) -> list[AccessLog]:
    here, who = around(), reader.as_data()
    look = here.look or uuid.uuid4()
    return [
        AccessLog(
            at=at,
            look=look,
            person_id=person_id,
            reader=who,
            reader_name=reader.name,
            reader_account_id=reader.account_id,
            reader_post_id=reader.post_id,
            reader_agency_id=reader.agency_id,
            purpose=purpose,
            code=code,
            what=what[:LONGEST_WHAT],
            dossier_code=dossier_code,
            address=here.address or None,
            screen=here.screen,
            result=result,
        )
        for person_id in person_ids
    ]


def write(rows: list[AccessLog]) -> None:
    """The one place that writes to the log."""
    AccessLog.objects.bulk_create(rows)
