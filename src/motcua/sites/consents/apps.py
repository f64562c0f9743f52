from django.apps import AppConfig


class ConsentPagesConfig(AppConfig):
    name = "motcua.sites.consents"
    label = "consent_pages"
    verbose_name = "Đồng ý và yêu cầu về dữ liệu"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer("footer", Entry("consents:mine", "Tôi đã đồng ý những gì", "What I agreed to", order=24))
