"""Addresses: include at the root, namespace `quality`."""

from django.urls import path

from motcua.sites.quality import findings, loads, progress, proposals, rulebook

app_name = "quality"
HERE = "chat-luong-du-lieu"
urlpatterns = [
    path(f"{HERE}/", progress.progress, name="progress"),
    path(f"{HERE}/ban-do/", progress.areas, name="areas"),
    path(f"{HERE}/can-xu-ly/", findings.listing, name="findings"),
    path(f"{HERE}/can-xu-ly/<int:number>/", findings.one, name="finding"),
    path(f"{HERE}/tep/", loads.listing, name="loads"),
    path(f"{HERE}/tep/moi/", loads.bring, name="bring"),
    path(f"{HERE}/tep/doi-khop/", loads.match, name="match"),
    path(f"{HERE}/tep/<uuid:uuid>/", loads.one, name="load"),
    path(f"{HERE}/tep/<uuid:uuid>/<slug:act>/", loads.act, name="load-act"),
    path(f"{HERE}/de-nghi/", proposals.listing, name="proposals"),
    path(f"{HERE}/de-nghi/gui/", proposals.send, name="send"),
    path(f"{HERE}/de-nghi/tra-loi/", proposals.answers, name="answers"),
    path(f"{HERE}/de-nghi/<slug:source>/<int:number>.jsonl", proposals.batch, name="batch"),
    path(f"{HERE}/de-nghi/<slug:source>/<int:number>/gui/", proposals.hand_over, name="hand-over"),
    path(
        f"{HERE}/de-nghi/<slug:source>/<int:number>.jsonl.p7s",
        proposals.batch_signature,
        name="batch-signature",
    ),
    path(f"{HERE}/quy-tac/", rulebook.page, name="rules"),
]
