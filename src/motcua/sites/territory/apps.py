from django.apps import AppConfig


class TerritorySiteConfig(AppConfig):
    name = "motcua.sites.territory"
    label = "territory_site"
    verbose_name = "Địa bàn"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer("footer", Entry("territory:addresses", "Địa chỉ cũ → mới", "Old and new addresses", order=61))
