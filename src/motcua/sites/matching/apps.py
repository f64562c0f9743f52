from django.apps import AppConfig


class MatchingSiteConfig(AppConfig):
    """The desk for records that may be one person."""

    name = "motcua.sites.matching"
    label = "matching_pages"
    verbose_name = "Đối khớp nhân thân"

    def ready(self) -> None:
        from motcua.sites.matching.frame import takes_part
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "matching:queue", "Đối khớp nhân thân", "Doubtful pairs", order=72, icon="compare", shown=takes_part,
                group="books",
            ),
        )  # fmt: skip
