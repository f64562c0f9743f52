"""Addresses: include at the root, namespace `hall`."""

from django.urls import path

from motcua.sites.hall import board, booking, cameras, checks, counter, kiosk, public, setting_up, times

app_name = "hall"
urlpatterns = [
    path("xep-hang", public.index, name="index"),
    path("xep-hang/phieu/<uuid:uuid>", public.ticket, name="ticket"),
    path("xep-hang/phieu/<uuid:uuid>/bo", public.give_up, name="give-up"),
    path("xep-hang/<slug:key>", public.page, name="hall"),
    path("xep-hang/<slug:key>/lay-so", public.take, name="take"),
    path("xep-hang/<slug:key>/bang", board.board, name="board"),
    path("xep-hang/<slug:key>/bang.json", board.data, name="board-data"),
    path("dat-hen", booking.choose, name="book-where"),
    path("dat-hen/tim", booking.find, name="book-find"),
    path("dat-hen/lich/<uuid:uuid>", booking.booking, name="booking"),
    path("dat-hen/lich/<uuid:uuid>/doi", booking.move, name="booking-move"),
    path("dat-hen/lich/<uuid:uuid>/huy", booking.cancel, name="booking-cancel"),
    path("dat-hen/lich/<uuid:uuid>/lich.ics", booking.calendar, name="calendar"),
    path("dat-hen/<slug:key>", booking.book, name="book"),
    path("kiosk/lay-so", kiosk.take, name="kiosk-take"),
    path("kiosk/so/<uuid:uuid>", kiosk.slip, name="kiosk-slip"),
    path("quay/", counter.desk, name="desk"),
    path("quay/ngoi/", counter.sit, name="sit"),
    path("quay/lam/<slug:name>/", counter.act, name="act"),
    path("quay/tim/", counter.find, name="find"),
    path("quay/lay-so/", counter.give, name="give"),
    path("quay/so/<uuid:uuid>/", counter.slip, name="slip"),
    path("quay/so-lieu/", times.times, name="times"),
    path("quay/camera/", cameras.cameras, name="cameras"),
    path("quay/camera/luot/<uuid:uuid>/", cameras.look, name="camera-look"),
    path("quay/camera/<uuid:uuid>/", cameras.camera, name="camera"),
    path("quay/camera/<uuid:uuid>/go/", cameras.camera_off, name="camera-off"),
    path("quay/kiem-tra/", checks.checks, name="checks"),
    path("quay/kiem-tra/phieu/<uuid:uuid>/", checks.check_row, name="check-row"),
    path("quay/kiem-tra/<slug:key>/moi/", checks.check, name="check"),
    path("quay/khac-phuc/<uuid:uuid>/<slug:name>/", checks.task, name="task"),
    path("quay/sanh/", setting_up.halls, name="setup"),
    path("quay/sanh/moi/", setting_up.begin, name="setup-begin"),
    path("quay/sanh/<slug:key>/", setting_up.hall, name="setup-hall"),
    path("quay/sanh/<slug:key>/<slug:name>/", setting_up.change, name="setup-change"),
]
