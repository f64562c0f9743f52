from django.apps import AppConfig


class ConsentPagesConfig(AppConfig):
    name = "motcua.sites.consents"
    label = "consent_pages"
    verbose_name = "Đồng ý và yêu cầu về dữ liệu"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.consents import cards, counter, desk, notices, own
        from motcua.sites.shell import my_page
        from motcua.sites.shell.menus import Entry, offer

        own.offer_all()
        events.subscribe(notices.CONSUMER, notices.tell, notices.KINDS)
        my_page.offer("own-data", 60, cards.own_data)
        offer(
            "footer",
            Entry(
                "consents:requests",
                "Yêu cầu về dữ liệu của tôi",
                "Requests about my data",
                order=25,
                group="mine",
            ),
        )
        offer(
            "desk",
            Entry(
                "consents:desk",
                "Yêu cầu về dữ liệu",
                "Requests about data",
                order=57,
                icon="lock",
                shown=desk.protects,
            ),
        )
        offer(
            "desk",
            Entry(
                "consents:counter",
                "Ghi nhận sự đồng ý",
                "Note a consent",
                order=58,
                icon="check",
                shown=counter.receives,
            ),
        )
        offer(
            "footer",
            Entry("consents:mine", "Tôi đã đồng ý những gì", "What I agreed to", order=24, group="mine"),
        )
