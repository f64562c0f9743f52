"""Only the addresses of this room, as the site includes them."""

from django.urls import include, path

urlpatterns = [path("", include("motcua.money.urls"))]
