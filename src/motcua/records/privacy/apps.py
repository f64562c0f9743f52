from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Protection of personal data: what the data-protection officer keeps and decides."""

    name = "motcua.records.privacy"
    label = "privacy"
    verbose_name = "Bảo vệ dữ liệu cá nhân"
