"""Addresses of the console, included by the project without a prefix."""

from django.urls import include, path

from motcua.sites.console import city_map, export, process, process_export, subscribing, system, views

pages = [
    path("", views.home, name="home"),
    path("co-quan", views.agencies, name="agencies"),
    path("thu-tuc", views.procedures, name="procedures"),
    path("ban-do", city_map.city_map, name="map"),
    path("ho-so", views.dossiers, name="dossiers"),
    path("bao-cao.pdf", views.briefing_pdf, name="pdf"),
    path("so-lieu.csv", export.figures, name="export"),
    path("thu-bao-cao", subscribing.letters, name="letters"),
    path("thu-bao-cao/gui-ngay", subscribing.send_now, name="send-letter"),
    path("thu-bao-cao/ngung", subscribing.stop, name="stop-letters"),
    path("quy-trinh", process.processes, name="processes"),
    path("quy-trinh/<str:code>", process.process, name="process"),
    path("quy-trinh/<str:code>/ho-so", process.dossiers, name="process-dossiers"),
    path("quy-trinh/<str:code>/nhat-ky", process_export.export, name="process-export"),
    path("he-thong", system.system, name="system"),
    path("he-thong/tha", system.release, name="release"),
]
urlpatterns = [path("dieu-hanh/", include((pages, "console")))]
