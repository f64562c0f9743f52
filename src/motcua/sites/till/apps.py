from django.apps import AppConfig


class TillSiteConfig(AppConfig):
    """The till as officers see it, and the display of a counter."""

    name = "motcua.sites.till"
    label = "till_pages"
    verbose_name = "Thu tiền tại quầy"

    def ready(self) -> None:
        from motcua.sites.shell import dossier_page
        from motcua.sites.shell.menus import Entry, offer
        from motcua.sites.till import frame, parts

        offer("desk", Entry("till:drawer", "Thu tiền", "Cash", order=65, icon="coins", shown=frame.takes))
        offer(
            "desk",
            Entry(
                "till:hand-overs",
                "Bàn giao tiền mặt",
                "Cash hand-overs",
                order=66,
                icon="coins",
                shown=frame.leads,
            ),
        )
        dossier_page.offer("officer", "till", 15, parts.at_the_counter)
