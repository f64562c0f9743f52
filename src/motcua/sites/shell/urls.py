"""Addresses of the shell: include under any prefix, namespace `shell`."""

from django.urls import path

from . import views

app_name = "shell"
urlpatterns = [
    path("ngon-ngu/<str:code>/", views.language, name="language"),
    path("hien-thi/", views.display, name="display"),
    path("thiet-ke/", views.design_system, name="design-system"),
    path("thiet-ke/ban-lam-viec/", views.design_desk, name="design-desk"),
]
