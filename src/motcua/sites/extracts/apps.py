from django.apps import AppConfig


class ExtractsSiteConfig(AppConfig):
    name = "motcua.sites.extracts"
    label = "extracts_site"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "footer",
            Entry("extracts:check", "Kiểm tra trích lục", "Check an extract", order=66, group="check"),
        )
