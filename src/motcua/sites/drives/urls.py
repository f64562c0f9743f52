"""Addresses: include at the root, namespace `drives`."""

from django.urls import path

from motcua.sites.drives import planning, receiving, residents, tablet

app_name = "drives"
DESK, HERE = "dot-luu-dong", "dat-lich-luu-dong"
urlpatterns = [
    path(f"{DESK}/", planning.home, name="desk"),
    path(f"{DESK}/moi/", planning.new, name="new"),
    path(f"{DESK}/may", tablet.page, name="tablet"),
    path(f"{DESK}/may/danh-sach", tablet.lists, name="tablet-lists"),
    path(f"{DESK}/may/<int:number>/den", tablet.bring, name="tablet-bring"),
    path(f"{DESK}/<uuid:uuid>/", planning.drive, name="drive"),
    path(f"{DESK}/<uuid:uuid>/diem-moi/", planning.new_point, name="new-point"),
    path(f"{DESK}/<uuid:uuid>/viec/<slug:name>/", planning.act, name="act"),
    path(f"{DESK}/<uuid:uuid>/danh-sach-moi/", planning.invited, name="invited"),
    path(f"{DESK}/<uuid:uuid>/tai-nha/", planning.visits_page, name="visits"),
    path(f"{DESK}/diem/<int:number>/", receiving.table, name="table"),
    path(f"{DESK}/diem/<int:number>/den/", receiving.arrive, name="arrive"),
    path(f"{DESK}/diem/<int:number>/khong-hen/", receiving.walk_in, name="walk-in"),
    path(f"{DESK}/diem/<int:number>/luot/<int:booking>/", receiving.finish, name="finish"),
    path(f"{HERE}/", residents.index, name="index"),
    path(f"{HERE}/<uuid:uuid>/", residents.drive, name="public"),
    path(f"{HERE}/diem/<int:number>/", residents.point, name="book"),
    path(f"{HERE}/lich/<uuid:uuid>/", residents.booking, name="booking"),
    path(f"{HERE}/lich/<uuid:uuid>/huy/", residents.cancel, name="cancel"),
]
