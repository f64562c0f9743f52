from django.apps import AppConfig


class SchoolFeesConfig(AppConfig):
    """Campaigns of fees for a class, their pupils and orders."""

    name = "motcua.money.school_fees"
    label = "school_fees"
    verbose_name = "Khoản thu của trường học"

    def ready(self) -> None:
        from motcua.money.school_fees import jobs

        assert jobs
