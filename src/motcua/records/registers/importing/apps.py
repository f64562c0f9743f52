from django.apps import AppConfig


class RegisterImportsConfig(AppConfig):
    """Whole files into registers, and back."""

    name = "motcua.records.registers.importing"
    label = "register_imports"
    verbose_name = "Nhập sổ từ tệp"

    def ready(self) -> None:
        """Jobs are known to the worker, events to their readers."""
        from motcua.records.registers.importing import jobs  # noqa: F401
