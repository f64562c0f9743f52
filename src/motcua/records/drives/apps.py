from django.apps import AppConfig


class DrivesConfig(AppConfig):
    """Issuing campaigns and registration days away from the office."""

    name = "motcua.records.drives"
    label = "drives"
    verbose_name = "Đợt lưu động"

    def ready(self) -> None:
        from motcua.records.drives import jobs  # noqa: F401
