"""Addresses of the officers' desk, namespace `desk`; they begin as settings.OFFICER_HOME says."""

from django.conf import settings
from django.urls import include, path

from motcua.sites.desk import acts, counter, dossier, lists, officer, printing

app_name = "desk"
_AT_THE_DESK = [
    path("", lists.home, name="home"),
    path("cho-nhan/", lists.waiting, name="waiting"),
    path("truc-tuyen/", lists.online, name="online"),
    path("tat-ca/", lists.all_dossiers, name="all"),
    path("tim/", lists.search, name="search"),
    path("nhan-viec/", lists.claim_many, name="claim-many"),
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
    path("ho-so/<str:code>/phieu/<uuid:number>/", printing.document, name="document"),
    path("ho-so/<str:code>/du-thao/", printing.preview, name="preview"),
    path("ho-so/<str:code>/phieu-kiem-soat/", printing.control_sheet, name="control-sheet"),
]
urlpatterns = [path(settings.OFFICER_HOME.lstrip("/"), include(_AT_THE_DESK))]
