from django.apps import AppConfig


class ReviewPagesConfig(AppConfig):
    name = "motcua.sites.review"
    label = "review_pages"
    verbose_name = "Danh mục quốc gia, công bố, rà soát"

    def ready(self) -> None:
        from motcua.sites.review.gazette import of_procedure
        from motcua.sites.shell import procedure_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "review:national",
                "Danh mục quốc gia",
                "National record",
                order=86,
                icon="inbox",
                shown=_edits,
                group="procedures",
            ),
        )
        offer(
            "desk",
            Entry(
                "review:decisions", "Công bố thủ tục", "Publication", order=87, icon="seal", shown=_edits, group="procedures"
            ),
        )  # fmt: skip
        offer(
            "desk",
            Entry(
                "review:list", "Rà soát thủ tục", "Reviews", order=88, icon="scale", shown=_reviews, group="procedures"
            ),
        )  # fmt: skip
        offer(
            "footer",
            Entry(
                "review:published",
                "Thủ tục mới công bố",
                "Newly published procedures",
                order=66,
                group="check",
            ),
        )
        offer(
            "footer",
            Entry(
                "review:opinions", "Góp ý cải cách thủ tục", "Opinions on procedures", order=67, group="say"
            ),
        )
        procedure_page.offer("publications", 10, of_procedure)


def _edits(officer) -> bool:
    return officer.powers.holds_any("edit_catalogue") or officer.powers.holds_any("issue_catalogue")


def _reviews(officer) -> bool:
    # Whose agency may be asked what it thinks: those who answer for it.
    return _edits(officer) or officer.powers.holds_any("sign") or officer.powers.holds_any("review")
