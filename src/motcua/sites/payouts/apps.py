from django.apps import AppConfig


class PayoutsSiteConfig(AppConfig):
    """Payouts as officers and residents see them."""

    name = "motcua.sites.payouts"
    label = "payouts_pages"
    verbose_name = "Chi trả"

    def ready(self) -> None:
        from motcua.sites.payouts import frame, residents
        from motcua.sites.shell import my_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "payouts:home",
                "Chi trả hằng tháng",
                "Monthly payouts",
                order=58,
                icon="coins",
                shown=frame.takes_part,
            ),
        )
        my_page.offer("payouts", 44, residents.of_person)
