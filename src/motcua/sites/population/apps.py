from typing import Any

from django.apps import AppConfig


class PopulationPagesConfig(AppConfig):
    """The population register for officers, and what the national database said of the people of a dossier."""

    name = "motcua.sites.population"
    label = "population_pages"
    verbose_name = "Trang dân cư"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.population import verdicts
        from motcua.sites.shell import dossier_page
        from motcua.sites.shell.menus import Entry, offer

        events.subscribe(verdicts.CONSUMER, verdicts.hear, verdicts.KINDS)
        dossier_page.offer("officer", "verification", 25, verdicts.of_dossier)
        offer(
            "desk",
            Entry(
                "population:search",
                "Dân cư",
                "Population",
                order=70,
                icon="people",
                shown=sees,
                group="books",
            ),
        )


def sees(officer: Any) -> bool:
    """Whether the post may look people up. No query."""
    return bool(officer.powers.holds_any("see_person"))
