from django.apps import AppConfig


class SchoolFeesSiteConfig(AppConfig):
    """School fees as guardians and schools see them."""

    name = "motcua.sites.school_fees"
    label = "school_fees_pages"
    verbose_name = "Khoản thu của trường học"

    def ready(self) -> None:
        from motcua.sites.portal import paying
        from motcua.sites.school_fees import guardians, schools
        from motcua.sites.shell import my_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "school_fees:desk",
                "Thu theo lớp",
                "Fees by class",
                order=69,
                icon="school",
                shown=schools.asks,
            ),
        )
        paying.offer_back(guardians.back_of)
        my_page.offer("school-fees", 30, guardians.of_person)
