"""Addresses: include at the root, namespace `school_fees`."""

from django.urls import path

from motcua.sites.school_fees import guardians, schools

app_name = "school_fees"
DESK, HERE = "thu-theo-lop", "hoc-phi"
urlpatterns = [
    path(f"{DESK}/", schools.home, name="desk"),
    path(f"{DESK}/moi/", schools.new, name="new"),
    path(f"{DESK}/<uuid:uuid>/", schools.campaign, name="campaign"),
    path(f"{DESK}/<uuid:uuid>/viec/<slug:name>/", schools.act, name="act"),
    path(f"{DESK}/<uuid:uuid>/danh-sach/", schools.export, name="export"),
    path(f"{HERE}/<uuid:uuid>/", guardians.pupil, name="pupil"),
    path(f"{HERE}/<uuid:uuid>/chon/", guardians.choose, name="choose"),
    path(f"{HERE}/<uuid:uuid>/thanh-toan/", guardians.pay, name="pay"),
    path(f"{HERE}/<uuid:uuid>/chuyen-khoan/", guardians.transfer, name="transfer"),
]
