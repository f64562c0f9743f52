from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The registers of the city: declared in YAML, kept in one place."""

    name = "motcua.records.registers"
    label = "registers"
    verbose_name = "Sổ đăng ký"

    def ready(self) -> None:
        from motcua.records.registers import jobs  # noqa: F401
