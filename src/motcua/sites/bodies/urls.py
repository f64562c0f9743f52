"""Addresses: include at the root, namespace `bodies`."""

from django.urls import path

from motcua.sites.bodies import duties, entering, messages, reconciling

app_name = "bodies"
urlpatterns = [
    path("ho-so/<uuid:uuid>/nghia-vu/thanh-toan", duties.pay, name="pay"),
    path("ho-so/<uuid:uuid>/nghia-vu/chung-tu", duties.receipt, name="receipt"),
    path("ban-lam-viec/ho-so/<str:code>/thong-bao-nop-tien/", entering.notice, name="notice"),
    path("ban-lam-viec/nghia-vu/<uuid:uuid>/", reconciling.one, name="reconcile"),
    path("ban-lam-viec/nghia-vu/<uuid:uuid>/chung-tu", reconciling.brought, name="brought"),
    path("thong-diep/", messages.listing, name="messages"),
    path("thong-diep/<uuid:uuid>/gui-lai", messages.again, name="again"),
]
