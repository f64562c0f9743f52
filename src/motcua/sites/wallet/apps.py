from django.apps import AppConfig


class WalletPagesConfig(AppConfig):
    """The wallet, links to papers, and reports of wrong data as people see them."""

    name = "motcua.sites.wallet"
    label = "wallet_pages"
    verbose_name = "Ví giấy tờ, dữ liệu chưa đúng"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.shell import contesting, dossier_page, my_page
        from motcua.sites.shell.menus import Entry, offer
        from motcua.sites.wallet import addresses, cards, desk, dossier_parts, notices

        events.subscribe(notices.CONSUMER, notices.tell, notices.KINDS)
        contesting.serve(addresses.of_field, addresses.of_source, addresses.of_fact)
        my_page.offer("contests", 45, cards.contests_of)
        dossier_page.offer("resident", "contests", 50, dossier_parts.of_dossier)
        dossier_page.offer("officer", "contests", 30, dossier_parts.of_dossier)
        offer("footer", Entry("wallet:papers", "Ví giấy tờ", "My papers", order=22, group="mine"))
        offer(
            "desk",
            Entry(
                "wallet:desk",
                "Dữ liệu chưa đúng",
                "Wrong data",
                order=55,
                icon="refresh",
                shown=desk.keeps_data,
            ),
        )
