"""What every page of the room needs: an officer who may look people up, the purpose said, and whom it has found so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from motcua.foundation import audit
from motcua.records.privacy import purposes as purpose_list
from motcua.records.privacy.purposes import Purpose
from motcua.sites.desk.officer import Officer, page_context, page_for

PURPOSE, FOUND = "population_purpose", "population_found"
"""In the session: what for, and the ids of the persons that this officer was shown."""
CODES = ("checking", "intake", "dossier", "register-keeping", "data-correction")
MOST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Looker:
    """An officer who looks people up. `purpose`: None until it is said."""

    officer: Officer
    purpose: Purpose | None
    request: HttpRequest

    def shown(self, ids: Iterable[int]) -> None:
        """These persons may be opened from now on: they were on a page of this officer."""
        now = set(ids)
        known = self.request.session.get(FOUND, [])
        if now <= set(known):
            return
        before = [one for one in known if one not in now]
        self.request.session[FOUND] = [*before, *sorted(now)][-MOST_KEPT:]

    def refused(self, ids: Iterable[int]) -> audit.LookRefused:
        """A look at these persons that is not to be, to be noted or raised."""
        purpose = self.purpose.name.vi if self.purpose else "Tra cứu dân cư"
        code = self.purpose.code if self.purpose else "population"
        return audit.refused(
            self.officer.actor, ids, purpose=purpose, what="population", at=self.officer.now, code=code
        )

    def may_open(self, person_id: int) -> bool:
        return person_id in self.request.session.get(FOUND, [])


@page_for
def population_page(request: HttpRequest, officer: Officer) -> Looker | None:
    """A page for officers with the power to see persons."""
    if not officer.powers.holds_any("see_person"):
        return None
    said = request.session.get(PURPOSE, "")
    purpose = purpose_list.all_purposes().get(said) if said in codes_for(officer) else None
    return Looker(officer, purpose, request)


def codes_for(officer: Officer) -> list[str]:
    """The purposes for which this post may look people up, in the order of the list. No query."""
    powers = {grant.power for grant in officer.powers.grants}
    return [code for code in CODES if purpose_list.may_use(code, powers)]


def frame(looker: Looker, **more: Any) -> dict[str, Any]:
    """The context around the content."""
    known = purpose_list.all_purposes()
    return page_context(
        looker.officer,
        reverse("population:search"),
        purpose=looker.purpose,
        purposes=[known[code] for code in codes_for(looker.officer)],
        **more,
    )
