"""Addresses at the root: officers' sign-on and own page, the IT office's pages, the city as a provider."""

from django.urls import include, path

from motcua.sites.security import account, directory, keepers, proof, provider_urls, sign_in

HERE = "tai-khoan"
KEEPERS = "quan-tri-dang-nhap"
_PAGES = [
    path("dang-nhap/lop-hai", sign_in.second, name="second"),
    path("dang-nhap/thiet-lap", sign_in.set_up, name="set-up"),
    path("dang-nhap/mat-khau-moi", sign_in.renew, name="renew"),
    path("dang-nhap/khoa", sign_in.passkey, name="passkey"),
    path("dang-nhap/khoa-moi", sign_in.passkey_offer, name="passkey-offer"),
    path("dang-nhap/thanh-pho", directory.begin, name="directory"),
    path("dang-nhap/thanh-pho/ve", directory.returned, name="directory-return"),
    path(f"{HERE}/dang-nhap/", account.home, name="home"),
    path(f"{HERE}/phien/", account.state, name="state"),
    path(f"{HERE}/phien/<int:number>/ket-thuc/", account.end_session, name="end-session"),
    path(f"{HERE}/phien/khac/ket-thuc/", account.end_others, name="end-others"),
    path(f"{HERE}/xac-minh/moi/", account.new_factor, name="new-factor"),
    path(f"{HERE}/xac-minh/<int:number>/go/", account.remove_factor, name="remove-factor"),
    path(f"{HERE}/ma-du-phong/", account.new_codes, name="new-codes"),
    path(f"{HERE}/mat-khau/", account.password, name="password"),
    path(f"{HERE}/xac-nhan/", proof.confirm, name="confirm"),
    path(f"{HERE}/tiep-tuc/", proof.go_on, name="go-on"),
    path(f"{KEEPERS}/", keepers.systems, name="systems"),
    path(f"{KEEPERS}/he-thong/moi/", keepers.register, name="register"),
    path(f"{KEEPERS}/he-thong/<slug:client>/", keepers.one, name="system"),
    path(f"{KEEPERS}/he-thong/<slug:client>/<slug:act>/", keepers.act, name="system-act"),
    path(f"{KEEPERS}/can-bo/", keepers.officers, name="officers"),
    path(f"{KEEPERS}/can-bo/<int:number>/<slug:act>/", keepers.officer_act, name="officer-act"),
]
urlpatterns = [
    path("", include((_PAGES, "security"))),
    path("", include((provider_urls, "idp"))),
]
