from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "motcua.sites.authority"
    label = "authority_pages"
    verbose_name = "Thẩm quyền"

    def ready(self) -> None:
        from motcua.sites.authority.frame import certifies
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry("authority:mine", "Thẩm quyền", "Authority", order=70, icon="shield", group="organisation"),
        )
        offer(
            "desk",
            Entry(
                "authority:books", "Sổ chứng thực", "Certification books", order=72, icon="papers", shown=certifies, group="books"
            ),
        )  # fmt: skip
