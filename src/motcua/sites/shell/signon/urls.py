"""Addresses of sign-on, included by the project without a prefix. allauth looks some of the names up."""

from django.conf import settings
from django.urls import path

from motcua.sites.security import sign_in
from motcua.sites.shell.signon import demo, views

urlpatterns = [
    path("dang-nhap", views.choose, name="account_login"),
    path("dang-nhap/dinh-danh", views.resident, name="signon_resident"),
    path("dang-nhap/xac-thuc", views.step_up, name="signon_step_up"),
    path("dang-nhap/can-bo", sign_in.officer, name="signon_officer"),
    path("dang-xuat", views.sign_out, name="account_logout"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", views.returned, name="openid_connect_callback"),
    path("accounts/oidc/<slug:provider_id>/logout", views.ended_there, name="signon_ended_there"),
]
if settings.DEMO or settings.TEST_MODE:
    urlpatterns.append(path("demo/vao-vai", demo.take_role, name="demo_role"))
