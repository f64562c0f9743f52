from django.apps import AppConfig


class WaysSiteConfig(AppConfig):
    """The post and the mobile teams as people see them."""

    name = "motcua.sites.ways"
    label = "ways_site"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.desk import brought
        from motcua.sites.portal.offline import worker
        from motcua.sites.shell import commune_page, dossier_page, my_page, procedure_page
        from motcua.sites.shell.menus import Entry, offer
        from motcua.sites.ways import (
            cards,
            contracts,
            linking,
            post_agency,
            post_office,
            tablet,
            team_drafts,
            teams,
        )

        events.subscribe(linking.DOSSIERS, linking.hear, linking.DOSSIER_KINDS)
        events.subscribe(linking.SHIPMENTS, linking.carry, linking.SHIPMENT_KINDS)
        brought.offer(post_agency.ORIGIN, post_agency.provide)
        brought.offer(team_drafts.ORIGIN, team_drafts.provide)
        worker.keep_page(tablet.PAGE, tablet.ASSETS)
        commune_page.offer("teams", 20, teams.of_commune)
        dossier_page.offer("resident", "post", 50, cards.of_dossier)
        dossier_page.offer("officer", "post", 45, cards.of_dossier)
        my_page.offer("post", 45, cards.of_person)
        procedure_page.offer("post", 30, cards.of_procedure)
        offer("footer", Entry("ways:post", "Qua bưu chính", "By post", order=59, group="meet"))
        offer(
            "desk",
            Entry("ways:post-office", "Bưu chính", "Post", order=5, icon="mail", shown=post_office.carries),
        )
        offer(
            "desk",
            Entry(
                "ways:post-agency", "Hồ sơ qua bưu chính", "By post", order=65, icon="mail",
                shown=post_agency.deals_with_post,
            ),
        )  # fmt: skip
        offer("footer", Entry("ways:teams", "Tổ lưu động", "Mobile teams", order=60, group="meet"))
        offer(
            "desk",
            Entry(
                "ways:teams-desk", "Tổ lưu động", "Mobile teams", order=66, icon="bus", shown=teams.has_teams
            ),
        )
        offer(
            "desk",
            Entry(
                "ways:contracts", "Tiếp nhận theo hợp đồng", "Reception by contract", order=91, icon="people",
                shown=contracts.deals_with_contracts, group="organisation",
            ),
        )  # fmt: skip
