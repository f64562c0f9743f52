"""Addresses of the officers' desk, namespace `desk`; they begin as settings.OFFICER_HOME says."""

from django.conf import settings
from django.urls import include, path

from motcua.sites.desk import (
    acts,
    beside,
    bulk,
    counter,
    dossier,
    lists,
    noting,
    officer,
    palette,
    printing,
    sheets,
    taking_back,
    views,
    walking,
)

app_name = "desk"
_AT_THE_DESK = [
    path("", lists.home, name="home"),
    path("cho-nhan/", lists.waiting, name="waiting"),
    path("truc-tuyen/", lists.online, name="online"),
    path("tat-ca/", lists.all_dossiers, name="all"),
    path("tim/", lists.search, name="search"),
    path("nhan-viec/", lists.claim_many, name="claim-many"),
    path("nhieu-ho-so/", bulk.preview, name="bulk"),
    path("nhieu-ho-so/lam/", bulk.carry_out, name="bulk-do"),
    path("nhac-toi-toi/", noting.mentions, name="mentions"),
    path("danh-sach/luu/", views.save, name="view-save"),
    path("danh-sach/<int:view>/bo/", views.forget, name="view-forget"),
    path("danh-sach/so-dem/", views.counts, name="view-counts"),
    path("thoi-quen/", walking.habit, name="habit"),
    path("lenh/", palette.palette, name="palette"),
    path("chuc-vu/", officer.choose_post, name="post"),
    path("so-theo-doi/", printing.register, name="register"),
    path("dia-danh/", counter.communes, name="communes"),
    path("tiep-nhan/", counter.choose, name="counter"),
    path("tiep-nhan/<str:procedure>/", counter.begin, name="counter-begin"),
    path("tiep-nhan/<str:procedure>/<uuid:number>/", counter.form, name="counter-form"),
    path("tiep-nhan/<str:procedure>/<uuid:number>/nguoi/", counter.find_person, name="counter-person"),
    path("tiep-nhan/<str:procedure>/<uuid:number>/hien/", counter.shown, name="counter-shown"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/vua-nhan/", counter.taken, name="counter-taken"),
    path("ho-so/<str:code>/viec/<slug:act>/", acts.do, name="act"),
    path("ho-so/<str:code>/hien/", dossier.shown_in_step, name="step-shown"),
    path("ho-so/<str:code>/tep/<uuid:number>/", printing.file, name="file"),
    path("ho-so/<str:code>/tep/<uuid:number>/trang/<int:page>/", sheets.page_picture, name="file-page"),
    path("ho-so/<str:code>/du-thao/trang/<int:page>/", sheets.draft_picture, name="draft-page"),
    path("ho-so/<str:code>/ben-canh/", beside.beside, name="beside"),
    path("ho-so/<str:code>/ghi-chu/", noting.write, name="note"),
    path("ho-so/<str:code>/ghi-chu/<int:note>/rut/", noting.withdraw, name="note-withdraw"),
    path("ho-so/<str:code>/dong-nghiep/", noting.names, name="note-names"),
    path("ho-so/<str:code>/hoan-tac/", taking_back.take_back, name="undo"),
    path("ho-so/<str:code>/phieu/<uuid:number>/", printing.document, name="document"),
    path("ho-so/<str:code>/du-thao/", printing.preview, name="preview"),
    path("ho-so/<str:code>/phieu-kiem-soat/", printing.control_sheet, name="control-sheet"),
]
urlpatterns = [path(settings.OFFICER_HOME.lstrip("/"), include(_AT_THE_DESK))]
