from django.apps import AppConfig


class RegisteringConfig(AppConfig):
    name = "motcua.insight.registering"
    label = "register_figures"
    verbose_name = "Số liệu sổ đăng ký"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.insight.registering import keeping

        events.subscribe(keeping.CONSUMER, keeping.keep, keeping.KINDS)
