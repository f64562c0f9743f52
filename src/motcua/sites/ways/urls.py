"""Addresses: include at the root, namespace `ways`."""

from django.urls import path

from motcua.sites.ways import (
    contracts,
    post_agency,
    post_office,
    post_public,
    tablet,
    team_corrections,
    team_drafts,
    teams,
)

app_name = "ways"
urlpatterns = [
    path("buu-chinh/", post_public.index, name="post"),
    path("buu-chinh/tra-cuu", post_public.track, name="post-track"),
    path("buu-chinh/yeu-cau", post_public.ask, name="post-ask"),
    path("buu-chinh/yeu-cau/<uuid:uuid>/huy", post_public.cancel, name="post-cancel"),
    path("buu-chinh/diem/", post_office.home, name="post-office"),
    path("buu-chinh/diem/nhan-goi/", post_office.take, name="post-take"),
    path("buu-chinh/diem/ban-giao/", post_office.bring, name="post-bring"),
    path("buu-chinh/diem/<uuid:uuid>/", post_office.shipment, name="post-shipment"),
    path("buu-chinh/diem/<uuid:uuid>/phieu/", post_office.slip, name="post-slip"),
    path("buu-chinh/diem/<uuid:uuid>/nhan/", post_office.collect, name="post-collect"),
    path("buu-chinh/diem/<uuid:uuid>/viec/<slug:name>/", post_office.act, name="post-act"),
    path("buu-chinh/bien-ban/<uuid:uuid>/", post_office.record, name="post-record"),
    path("buu-chinh/bien-ban/<uuid:uuid>/pdf/", post_office.record_pdf, name="post-record-pdf"),
    path("buu-chinh/bien-ban/<uuid:uuid>/ky/", post_office.sign, name="post-sign"),
    path("buu-chinh/co-quan/", post_agency.home, name="post-agency"),
    path("buu-chinh/co-quan/giao/", post_agency.give, name="post-give"),
    path("buu-chinh/co-quan/nhap/<uuid:uuid>/", post_agency.enter, name="post-enter"),
    path("tiep-nhan-hop-dong/", contracts.home, name="contracts"),
    path("tiep-nhan-hop-dong/moi/", contracts.new, name="contract-new"),
    path("tiep-nhan-hop-dong/<uuid:uuid>/", contracts.one, name="contract"),
    path("tiep-nhan-hop-dong/<uuid:uuid>/<slug:name>/", contracts.act, name="contract-act"),
    path("to-luu-dong/", teams.index, name="teams"),
    path("to-luu-dong/to/", teams.home, name="teams-desk"),
    path("to-luu-dong/to/moi/", teams.new, name="team-new"),
    path("to-luu-dong/to/<uuid:uuid>/", teams.team, name="team"),
    path("to-luu-dong/to/<uuid:uuid>/<slug:name>/", teams.act, name="team-act"),
    path("to-luu-dong/ban/<uuid:uuid>/", team_drafts.draft, name="team-draft"),
    path("to-luu-dong/ban/<uuid:uuid>/sua/", team_corrections.correct, name="team-correct"),
    path("to-luu-dong/ban/<uuid:uuid>/chon/", team_drafts.choose, name="team-choose"),
    path("to-luu-dong/ban/<uuid:uuid>/bo/", team_drafts.drop, name="team-drop"),
    path("to-luu-dong/ban/<uuid:uuid>/nhap/", team_drafts.enter, name="team-enter"),
    path("to-luu-dong/may", tablet.page, name="tablet"),
    path("to-luu-dong/may/viec", tablet.work, name="tablet-work"),
    path("to-luu-dong/may/gui", tablet.send, name="tablet-send"),
    path("to-luu-dong/may/anh/<uuid:uuid>", tablet.photo, name="tablet-photo"),
    path("to-luu-dong/<uuid:uuid>", teams.public, name="team-public"),
]
