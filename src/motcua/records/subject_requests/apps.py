from django.apps import AppConfig


class SubjectRequestsConfig(AppConfig):
    """Requests of people about their own data."""

    name = "motcua.records.subject_requests"
    label = "subject_requests"
    verbose_name = "Yêu cầu của chủ thể dữ liệu"

    def ready(self) -> None:
        from motcua.records.subject_requests import own

        own.offer_all()
