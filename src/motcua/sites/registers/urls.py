"""Addresses: include at the root, namespace `registers`."""

from django.urls import path

from motcua.sites.registers import (
    correcting,
    exporting,
    figures,
    importing,
    mapping,
    mine,
    notices,
    record,
    retention,
    search,
)

app_name = "registers"
HERE = "so-dang-ky"
urlpatterns = [
    path(f"{HERE}/", search.search, name="search"),
    path(f"{HERE}/muc-dich/", search.purpose, name="purpose"),
    path(f"{HERE}/ban-do/", mapping.page, name="map"),
    path(f"{HERE}/ban-do/ranh-gioi/", mapping.outline, name="outline"),
    path(f"{HERE}/ban-do/diem/", mapping.points, name="points"),
    path(f"{HERE}/xuat/", exporting.export, name="export"),
    path(f"{HERE}/nhap/", importing.listing, name="imports"),
    path(f"{HERE}/nhap/moi/", importing.upload, name="upload"),
    path(f"{HERE}/nhap/<uuid:uuid>/", importing.one, name="import"),
    path(f"{HERE}/nhap/<uuid:uuid>/bao-cao.csv", importing.report, name="import-report"),
    path(f"{HERE}/nhap/<uuid:uuid>/<slug:act>/", importing.act, name="import-act"),
    path(f"{HERE}/bao-viec/", notices.board, name="notices"),
    path(f"{HERE}/bao-viec/<uuid:uuid>/gui-lai/", notices.again, name="notice-again"),
    path(f"{HERE}/so-lieu/", figures.figures, name="figures"),
    path(f"{HERE}/thoi-han-luu/", retention.table, name="retention"),
    path(f"{HERE}/thoi-han-luu/<slug:register>/lap/", retention.propose, name="retention-propose"),
    path(f"{HERE}/thoi-han-luu/<int:number>/quyet-dinh/", retention.decide, name="retention-decide"),
    path(f"{HERE}/<slug:register>/<int:number>/", record.one, name="record"),
    path(f"{HERE}/<slug:register>/<int:number>/sua/", correcting.correct, name="correct"),
    path(f"{HERE}/<slug:register>/<int:number>/trich-luc/", record.extract, name="extract"),
    path(f"{HERE}/<slug:register>/<int:number>/ket-thuc/", correcting.finish, name="finish"),
    path("thanh-pho-biet-gi/", mine.page, name="mine"),
]
