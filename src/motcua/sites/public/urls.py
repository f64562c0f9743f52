"""Addresses: include at the root, namespace `public`."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from motcua.sites.public import articles, communes, feeds, sharing, surveys
from motcua.sites.public.newsroom import asking, deciding, editing, lists


class Section(SlugConverter):
    """A part of the site in which articles stand."""

    regex = "tin-tuc|huong-dan|van-ban"


class Slug(SlugConverter):
    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


register_converter(Section, "section")
register_converter(Slug, "folded")

app_name = "public"
NEWSROOM = "ban-bien-tap"
ONE = f"{NEWSROOM}/<int:number>"
urlpatterns = [
    path("tin-tuc", articles.listing, {"section": "tin-tuc"}, name="news"),
    path("huong-dan", articles.listing, {"section": "huong-dan"}, name="guides"),
    path("van-ban", articles.legal, name="legal"),
    path("<section:section>/atom.xml", feeds.of_section, name="feed"),
    path("<section:section>/<folded:slug>-<int:number>", articles.article, name="article"),
    path("bai/<int:number>", articles.by_number, name="by-number"),
    path("tep-cong-khai/<uuid:number>", articles.file, name="file"),
    path("the-chia-se/<int:number>-<int:version>.png", sharing.of_article, name="card"),
    path("the-chia-se/phuong-xa/<slug:slug>.png", sharing.of_commune, name="commune-card"),
    path("sitemap.xml", feeds.site_map, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("phuong-xa", communes.index, name="communes"),
    path("phuong-xa/<slug:slug>", communes.page, name="commune"),
    path("phuong-xa/<slug:slug>/atom.xml", feeds.of_commune, name="commune-feed"),
    path("danh-gia", communes.ratings, name="ratings"),
    path("khao-sat", surveys.index, name="surveys"),
    path("khao-sat/<slug:key>", surveys.survey, name="survey"),
    path("khao-sat/ho-so/<uuid:uuid>", surveys.own, name="survey-own"),
    path("khao-sat/phieu/<str:token>", surveys.by_link, name="survey-link"),
    path("khao-sat/quay/<str:code>", surveys.at_the_counter, name="survey-counter"),
    path(f"{NEWSROOM}/", lists.listing, name="newsroom"),
    path(f"{NEWSROOM}/moi/<slug:kind>/", editing.new, name="newsroom-new"),
    path(f"{NEWSROOM}/xem-truoc/", editing.preview, name="newsroom-preview"),
    path(f"{NEWSROOM}/danh-gia/", lists.ratings, name="newsroom-ratings"),
    path(f"{NEWSROOM}/khao-sat/", asking.new_survey, name="newsroom-survey"),
    path(f"{ONE}/", editing.edit, name="newsroom-edit"),
    path(f"{ONE}/tieng-anh/", editing.translate, name="newsroom-translate"),
    path(f"{ONE}/tep/", editing.upload, name="newsroom-upload"),
    path(f"{ONE}/tep/<uuid:file>/", editing.uploaded, name="newsroom-file"),
    path(f"{ONE}/ban/", deciding.versions, name="newsroom-versions"),
    path(f"{ONE}/viec/<slug:act>/", deciding.act, name="newsroom-act"),
]
