"""Addresses: include at the root, namespace `consents`."""

from django.urls import path

from motcua.sites.consents import asking, checking, counter, desk, lenders, mine

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
    path("yeu-cau-du-lieu/", asking.listing, name="requests"),
    path("yeu-cau-du-lieu/moi/<slug:kind>/", asking.ask, name="ask"),
    path("yeu-cau-du-lieu/cho-phep-lai/", asking.allow_again, name="allow"),
    path("yeu-cau-du-lieu/ban-sao.json", asking.copy_as_json, name="copy-json"),
    path("yeu-cau-du-lieu/ban-sao.pdf", asking.copy_as_pdf, name="copy-pdf"),
    path("yeu-cau-du-lieu/<uuid:number>/", asking.one, name="request"),
    path("yeu-cau-du-lieu/<uuid:number>/rut/", asking.take_back, name="request-back"),
    path("ban-lam-viec/yeu-cau-du-lieu/", desk.listing, name="desk"),
    path("ban-lam-viec/yeu-cau-du-lieu/<uuid:number>/", desk.one, name="desk-one"),
]
