from importlib import import_module

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "motcua.services"
    label = "services"
    verbose_name = "Dịch vụ"

    def ready(self) -> None:
        from motcua.services import packs, tell_sources

        tell_sources()
        for pack in packs():
            import_module(f"motcua.services.{pack}.results").register()
