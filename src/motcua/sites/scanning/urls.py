"""Addresses of digitising, namespace `scanning`."""

from django.urls import path

from motcua.sites.scanning import figures, pages, papers, signing

app_name = "scanning"
urlpatterns = [
    path("so-hoa/", papers.home, name="home"),
    path("so-hoa/so-lieu/", figures.figures, name="figures"),
    path("so-hoa/ho-so/<str:code>/", papers.dossier, name="dossier"),
    path("so-hoa/ho-so/<str:code>/quet/", papers.begin, name="begin"),
    path("so-hoa/ho-so/<str:code>/dung-lai/", papers.reuse, name="reuse"),
    path("so-hoa/<uuid:number>/", pages.scan, name="scan"),
    path("so-hoa/<uuid:number>/them/", pages.add, name="add"),
    path("so-hoa/<uuid:number>/ky/", signing.sign, name="sign"),
    path("so-hoa/<uuid:number>/bo/", pages.drop, name="drop"),
    path("so-hoa/<uuid:number>/trang/<uuid:page>/anh", pages.picture, name="picture"),
    path("so-hoa/<uuid:number>/trang/<uuid:page>/<slug:act>/", pages.change_page, name="page"),
]
