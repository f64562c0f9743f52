from django.apps import AppConfig


class ScanningSiteConfig(AppConfig):
    name = "motcua.sites.scanning"
    label = "scanning_site"
    verbose_name = "Số hóa tại quầy"

    def ready(self) -> None:
        from motcua.sites.scanning import linking
        from motcua.sites.shell import dossier_page
        from motcua.sites.shell.menus import Entry, offer

        dossier_page.offer("officer", "digitising", 45, linking.of_dossier)
        offer(
            "desk",
            Entry(
                "scanning:home",
                "Số hóa giấy tờ",
                "Digitising",
                order=65,
                icon="camera",
                shown=linking.digitises,
            ),
        )
