"""Addresses of this room; included at the root."""

from django.urls import path

from motcua.money.payouts import views

app_name = "payouts-bank"
urlpatterns = [path("chi-tra/ngan-hang/tra-loi", views.bank_answer, name="answer")]
