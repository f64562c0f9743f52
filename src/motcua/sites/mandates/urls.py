"""Addresses of this room, included at the root. The number is the organisation's, as its register has it."""

from django.urls import path

from motcua.sites.mandates import acting, views

app_name = "mandates"
BEGIN = "to-chuc-cua-toi/"
urlpatterns = [
    path(BEGIN, views.home, name="home"),
    path(f"{BEGIN}thoi", acting.stop, name="stop"),
    path(f"{BEGIN}uy-quyen/<int:mandate>/nhan", views.accept, name="accept"),
    path(f"{BEGIN}uy-quyen/<int:mandate>/dung", views.end, name="end"),
    path(f"{BEGIN}<str:number>", views.organisation, name="organisation"),
    path(f"{BEGIN}<str:number>/thay-mat", acting.begin, name="begin"),
]
