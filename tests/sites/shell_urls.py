"""Addresses for looking at the shell alone, and one form page for its scripts."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.generic import TemplateView

from motcua.sites.shell import showcase
from motcua.sites.shell.fields import Field

FORM = """{% load motcua %}<form id="form" method="post" action="/form/" data-autosave="/autosave/"
 enctype="multipart/form-data"><input type="hidden" name="token" value="the-same-token">
{% for f in fields %}{% include "shell/field.html" %}{% endfor %}
<p class="mc-saved" data-autosave-status role="status"></p>
<button class="mc-button" data-once>Nộp</button></form>"""
PAGE = """{% extends "shell/portal_base.html" %}{% block title %}Thử{% endblock %}
{% block main %}<h1>Thử</h1>{{ form }}{% endblock %}"""


def form_page(request: HttpRequest) -> HttpResponse:
    """A form that asks one question more when the child was born abroad, by htmx or by its plain button."""
    abroad = request.POST.get("abroad", "")
    fields = [
        Field("name", "text", "Họ tên", value=request.POST.get("name", "")),
        Field(
            "abroad",
            "yes_no",
            "Sinh ở nước ngoài?",
            value=abroad,
            refresh_url="/form/",
            refresh_target="#form",
        ),
        *([Field("country", "text", "Nước nào?")] if abroad == "yes" else []),
        Field("unit", "unit", "Nơi nhận", options=showcase.COMMUNES, value=request.POST.get("unit", "")),
        Field("worth", "money", "Giá trị"),
        Field("note", "longtext", "Ghi chú", max_length=100),
        Field("paper", "file", "Giấy tờ"),
    ]
    django = engines["django"]
    form = django.from_string(FORM).render({"fields": fields}, request)
    if request.headers.get("HX-Request"):
        return HttpResponse(form)
    return HttpResponse(django.from_string(PAGE).render({"form": form}, request))


urlpatterns = [
    path("", include("motcua.sites.shell.urls")),
    path("form/", form_page),
    path("404/", TemplateView.as_view(template_name="404.html")),
    path("409/", TemplateView.as_view(template_name="shell/409.html")),
]
