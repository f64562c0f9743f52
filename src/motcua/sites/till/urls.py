"""Addresses: include at the root, before the halls'; namespace `till`."""

from django.urls import path

from motcua.sites.till import chief, drawer, organisation, paying, screen

app_name = "till"
urlpatterns = [
    path("quay/<int:counter>/man-hinh", screen.page, name="screen"),
    path("quay/<int:counter>/man-hinh.json", screen.data, name="screen-data"),
    path("quay/thu-tien/", drawer.home, name="drawer"),
    path("quay/thu-tien/mo/", drawer.open_, name="open"),
    path("quay/thu-tien/viec/<slug:name>/", drawer.act, name="act"),
    path("quay/thu-tien/hoan/<int:number>/", drawer.pay_back, name="pay-back"),
    path("quay/thu-tien/hoan-the/<int:number>/", drawer.card_back, name="card-back"),
    path("quay/thu-tien/bien-ban/<uuid:uuid>/", drawer.slip, name="slip"),
    path("quay/thu-tien/man-hinh/xoa/", paying.clear, name="clear"),
    path("quay/thu-tien/ho-so/<str:code>/the/", paying.card, name="card"),
    path("quay/thu-tien/ho-so/<str:code>/to-chuc/", organisation.page, name="organisation"),
    path("quay/thu-tien/ho-so/<str:code>/man-hinh/", paying.display, name="display"),
    path("quay/thu-tien/ho-so/<str:code>/phieu/", paying.request_to_pay, name="request"),
    path("quay/ban-giao/", chief.home, name="hand-overs"),
    path("quay/ban-giao/nop/", chief.deposit, name="deposit"),
    path("quay/ban-giao/cach-thu/", chief.rule, name="rule"),
    path("quay/ban-giao/nop/<uuid:uuid>/", chief.deposit_slip, name="deposit-slip"),
    path("quay/ban-giao/nop/<uuid:uuid>/<slug:name>/", chief.deposit_act, name="deposit-act"),
    path("quay/ban-giao/<uuid:uuid>/<slug:name>/", chief.decide, name="decide"),
]
