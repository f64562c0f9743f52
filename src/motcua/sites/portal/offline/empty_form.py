"""A procedure's whole form on one page, for nobody in particular: what a device may keep and show without a line."""

from datetime import date
from typing import Any

from motcua.procedures.compile import CompiledField, CompiledGroup, CompiledPage, CompiledProcedure
from motcua.sites.portal.form_pages import FEW_OPTIONS, Filling, Part, Rows
from motcua.sites.portal.places import Places
from motcua.sites.portal.screens import Screen
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option


class EmptyForm(Filling):
    """Every question of every page: which ones count is decided when the answers are sent.

    Questions that depend on others say so and may be left out.
    """

    @property
    def whole_pages(self) -> list[Screen]:
        return [Screen(page.id, page.id, tuple(page.items), 1, 1) for page in self.compiled.pages]

    def shown(self, page: CompiledPage | Screen) -> list[CompiledField | CompiledGroup]:
        """What is worked out from answers is worked out when they are sent."""
        return [item for item in page.items if isinstance(item, CompiledGroup) or item.value is None]

    def parts(self, page: Screen, errors: Any, refresh_url: str) -> list[Part]:
        parts = super().parts(page, errors, refresh_url)
        for part in parts:
            for one in [
                *part.fields,
                *(f for row in (part.rows.groups if part.rows else []) for f in row["fields"]),
            ]:
                one.refresh_url = one.refresh_target = ""
        return parts

    def _rows(self, item: CompiledGroup, errors: Any) -> Rows:
        rows = super()._rows(item, errors)
        # a row more or less needs no server: the page's script does it
        for group in rows.groups:
            group["remove"] = ""
            group["fields"] = [
                self._field(one, None, "", {}, {}, group["number"] - 1)
                for one in item.fields
                if one.value is None
            ]
        return rows

    def _field(
        self, item: CompiledField, value: Any, path: str, errors: Any, values: Any, row: int | None = None
    ) -> Field:
        shown = super()._field(item, value, path, errors, self.values, row)
        if item.field.options:
            shown.options = [Option(one.value, one) for one in item.field.options]
            if item.field.kind == "choice" and len(item.field.options) > FEW_OPTIONS:
                shown.kind = "select"
        if item.when is not None or item.required is not True:
            shown.required = False
        if item.when is not None:
            apart = language.say("Chỉ trả lời nếu đúng với bạn.", "Only if this applies to you.")
            shown.hint = f"{apart} {language.pick(shown.hint)}".strip()
        return shown


def sections(compiled: CompiledProcedure, on: date) -> list[dict[str, Any]]:
    """The pages as sections: title, intro, parts and the names of the questions asked. Two queries, for places."""
    form = EmptyForm(compiled, {}, on, {}, Places(on))
    found = []
    for page in form.whole_pages:
        words = form.words_of(page)
        parts = form.parts(page, {}, "")
        names: list[str] = []
        for part in parts:
            names += [one.name for one in part.fields]
            if part.rows is not None:
                names.append(part.rows.group.id)
                names += [one.name for row in part.rows.groups for one in row["fields"]]
        found.append(
            {"id": page.id, "title": words.title, "intro": words.intro, "parts": parts, "asked": names}
        )
    return found
