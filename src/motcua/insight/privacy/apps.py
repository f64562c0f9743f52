from django.apps import AppConfig


class PrivacyInsightConfig(AppConfig):
    name = "motcua.insight.privacy"
    label = "privacy_insight"
    verbose_name = "Rà soát lượt xem dữ liệu"

    def ready(self) -> None:
        from motcua.insight.privacy import clearing, datasets, jobs

        assert jobs
        datasets.offer()
        clearing.offer()
