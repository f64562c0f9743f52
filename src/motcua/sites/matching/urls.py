"""Addresses: include at the root, namespace `matching`."""

from django.urls import path

from motcua.sites.matching import looking, merges

app_name = "matching"
HERE = "doi-khop"
urlpatterns = [
    path(f"{HERE}/", looking.queue, name="queue"),
    path(f"{HERE}/tiep/", looking.next_one, name="next"),
    path(f"{HERE}/thoi/", looking.leave, name="leave"),
    path(f"{HERE}/da-biet/", looking.heard, name="heard"),
    path(f"{HERE}/y-kien-khac-nhau/", looking.disputes, name="disputes"),
    path(f"{HERE}/cap/<int:number>/", looking.pair, name="pair"),
    path(f"{HERE}/cap/<int:number>/biet-them/", looking.more, name="more"),
    path(f"{HERE}/cho-gop/", merges.waiting, name="to-merge"),
    path(f"{HERE}/cho-gop/<int:number>/", merges.merge, name="merge"),
    path(f"{HERE}/da-gop/", merges.done, name="merges"),
    path(f"{HERE}/da-gop/<int:number>/", merges.one, name="merged"),
]
