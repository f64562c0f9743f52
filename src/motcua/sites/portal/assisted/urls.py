"""Addresses: include at the root, namespace `assisted`."""

from django.urls import path

from motcua.sites.portal.assisted import relatives, team

app_name = "assisted"
urlpatterns = [
    path("ho-tro/", team.home, name="home"),
    path("ho-tro/xac-nhan/<uuid:uuid>", team.confirm, name="confirm"),
    path("ho-tro/ket-thuc", team.end, name="end"),
    path("ho-tro/het", team.over, name="over"),
    path("lam-thay", relatives.home, name="relatives"),
    path("lam-thay/het", relatives.over, name="relatives-over"),
    path("lam-thay/thoi", relatives.stop, name="stop"),
    path("lam-thay/<int:number>/nhan", relatives.accept, name="accept"),
    path("lam-thay/<int:number>/dung", relatives.end, name="end-mandate"),
    path("lam-thay/<int:number>/bat-dau", relatives.begin, name="begin"),
    path("lam-thay/con/<int:person_id>/bat-dau", relatives.begin_for_child, name="begin-child"),
]
