from django.apps import AppConfig


class CreditTrustConfig(AppConfig):
    """Consented answers to lenders."""

    name = "motcua.exchange.credit_trust"
    label = "credit_trust"
    verbose_name = "Trả lời khả tín"

    def ready(self) -> None:
        from motcua.exchange.credit_trust import jobs, service

        assert jobs
        service.offer()
