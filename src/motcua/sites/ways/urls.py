"""Addresses: include at the root, namespace `ways`."""

from django.urls import path

from motcua.sites.ways import post_agency, post_office, post_public

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
]
