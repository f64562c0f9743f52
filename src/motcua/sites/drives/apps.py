from django.apps import AppConfig


class DrivesSiteConfig(AppConfig):
    """Drives as officers and residents see them."""

    name = "motcua.sites.drives"
    label = "drives_pages"
    verbose_name = "Đợt lưu động"

    def ready(self) -> None:
        from motcua.sites.drives import frame, residents, tablet
        from motcua.sites.portal.offline import worker
        from motcua.sites.shell import commune_page, my_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry("drives:desk", "Đợt lưu động", "Drives", order=67, icon="calendar", shown=frame.takes_part),
        )
        offer(
            "footer",
            Entry(
                "drives:index",
                "Cấp thẻ, đăng ký xe lưu động",
                "Cards and vehicles near you",
                order=61,
                group="meet",
            ),
        )
        worker.keep_page(tablet.PAGE, tablet.ASSETS)
        my_page.offer("drives", 46, residents.of_person)
        commune_page.offer("drives", 21, residents.of_commune)
