"""Addresses for looking at the shell alone, and one form page for its scripts."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from motcua.sites.shell import showcase
from motcua.sites.shell.fields import Field

PAGE = """{% extends "shell/portal_base.html" %}{% load motcua %}{% block title %}Thử{% endblock %}
{% block main %}<h1>Thử</h1><form method="post" action="/form/" data-autosave="/autosave/"
 enctype="multipart/form-data">
<input type="hidden" name="token" value="the-same-token">
{% for f in fields %}{% include "shell/field.html" %}{% endfor %}
<p class="mc-saved" data-autosave-status role="status"></p>
<button class="mc-button" data-once>Nộp</button></form>{% endblock %}"""


def form_page(request: HttpRequest) -> HttpResponse:
    fields = [
        Field("name", "text", "Họ tên"),
        Field("unit", "unit", "Nơi nhận", options=showcase.COMMUNES),
        Field("worth", "money", "Giá trị"),
        Field("note", "longtext", "Ghi chú", max_length=100),
        Field("paper", "file", "Giấy tờ"),
    ]
    return HttpResponse(engines["django"].from_string(PAGE).render({"fields": fields}, request))


urlpatterns = [
    path("", include("motcua.sites.shell.urls")),
    path("form/", form_page),
]
