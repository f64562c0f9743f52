"""Addresses: include at the root, namespace `consents`."""

from django.urls import path

from motcua.sites.consents import checking, counter, lenders, mine

app_name = "consents"
urlpatterns = [
    path("dong-y/", mine.listing, name="mine"),
    path("dong-y/moi/<slug:purpose>/", mine.agree, name="agree"),
    path("dong-y/tin-nhiem/<str:token>", lenders.answer, name="lender"),
    path("dong-y/<uuid:number>/", mine.one, name="one"),
    path("dong-y/<uuid:number>/rut/", mine.withdraw, name="withdraw"),
    path("dong-y/<uuid:number>/bien-nhan/", mine.receipt, name="receipt"),
    path("kiem-tra-dong-y/", checking.check, name="check"),
    path("kiem-tra-dong-y/<str:code>", checking.check, name="checked"),
    path("ban-lam-viec/dong-y/", counter.write, name="counter"),
    path("ban-lam-viec/dong-y/<uuid:number>/", counter.written, name="counter-one"),
]
