"""Addresses of this room; included at the root."""

from django.urls import path

from motcua.money import views

app_name = "money"
urlpatterns = [
    path("thanh-toan/vnpay/ipn", views.vnpay_ipn, name="vnpay-ipn"),
    path("thanh-toan/ngan-hang/bien-dong", views.bank_message, name="bank-message"),
]
