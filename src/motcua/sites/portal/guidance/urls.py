"""Addresses of guidance: include at the root, namespace `guidance`."""

from django.urls import re_path

from motcua.sites.portal.guidance import life_event_views, views

app_name = "guidance"
urlpatterns = [
    re_path(r"^viec-trong-doi/?$", life_event_views.all_events, name="life-events"),
    re_path(r"^viec-trong-doi/(?P<slug>[a-z-]{1,40})/?$", life_event_views.one_event, name="life-event"),
    re_path(r"^thu-tuc/goi-y$", views.suggestions, name="suggestions"),
    re_path(r"^thu-tuc/?$", views.index, name="index"),
    re_path(r"^thu-tuc/(?P<code>\d\.\d{6,7})/?$", views.procedure, name="procedure"),
    re_path(r"^thu-tuc/(?P<code>\d\.\d{6})\.[\w.]{1,40}/?$", views.long_code, name="long-code"),
]
