"""Addresses: include at the root, namespace `reform`."""

from django.urls import path

from motcua.sites.reform import adding, histories, plans, questions

app_name = "reform"
PLAN = "to-chuc/phuong-an/<uuid:uuid>/"
urlpatterns = [
    path("to-chuc/", plans.listing, name="plans"),
    path("to-chuc/moi/", plans.begin, name="begin"),
    path(PLAN, plans.one, name="plan"),
    path(f"{PLAN}xem-truoc/", plans.preview, name="preview"),
    path(f"{PLAN}tai-ve.json", plans.download, name="download"),
    path(f"{PLAN}them/<slug:kind>/", adding.add, name="add"),
    path(f"{PLAN}bo/", adding.take_out, name="take-out"),
    path(f"{PLAN}<slug:act>/", plans.act, name="act"),
    path("to-chuc/can-quyet-dinh/", questions.listing, name="questions"),
    path("to-chuc/can-quyet-dinh/<int:number>/", questions.one, name="question"),
    path("co-quan", histories.search, name="agencies"),
    path("co-quan/<slug:key>", histories.one, name="agency"),
]
