from django.apps import AppConfig


class ReformPagesConfig(AppConfig):
    name = "motcua.sites.reform"
    label = "reform_pages"
    verbose_name = "Sắp xếp tổ chức"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "reform:plans", "Sắp xếp tổ chức", "Organisation", order=89, icon="building", shown=_plans, group="organisation"
            ),
        )  # fmt: skip
        offer(
            "desk",
            Entry(
                "reform:questions", "Nơi giải quyết chưa rõ", "Who takes it over?", order=62, icon="compare", shown=_decides,
                group="organisation",
            ),
        )  # fmt: skip
        offer(
            "footer",
            Entry("reform:agencies", "Lịch sử cơ quan", "Histories of agencies", order=64, group="check"),
        )


def _plans(officer) -> bool:
    return officer.powers.holds_any("reorganise")


def _decides(officer) -> bool:
    # The list is empty in most years: only those who lead a body that came out of a reform are led there.
    return officer.powers.holds_any("assign") and officer.post.agency_kind in (
        "commune",
        "district",
        "department",
    )
