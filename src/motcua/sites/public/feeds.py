"""Atom feeds by section and by commune, the site map, and what robots may read."""

from datetime import datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from motcua.city import units
from motcua.exchange.publishing import reading
from motcua.foundation import clock
from motcua.sites.public import places, showing
from motcua.sites.public.articles import LISTS, ROUTES

ENTRIES = 30
MAP_KEPT_S = 600


@require_safe
def of_section(request: HttpRequest, section: str) -> HttpResponse:
    """The newest of a section. One query. Raises: Http404."""
    if section not in LISTS:
        raise Http404
    kinds, vi, _ = LISTS[section]
    here = reverse(ROUTES[section])
    return _feed(request, vi, here, reading.Wanted(kinds=kinds))


@require_safe
def of_commune(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest of a commune. Two queries. Raises: Http404."""
    unit = places.commune(slug, clock.now().date())
    return _feed(
        request, unit.full_name_vi, reverse("public:commune", args=[slug]), reading.Wanted(unit_id=unit.pk)
    )


def _feed(request: HttpRequest, title: str, here: str, wanted: reading.Wanted) -> HttpResponse:
    site = settings.PUBLIC_URL
    feed = Atom1Feed(
        title=f"{title} · Một Cửa",
        link=f"{site}{here}",
        description=title,
        language="vi",
        feed_url=f"{site}{request.path}",
        author_name="Một Cửa",
    )
    for article in reading.listed(wanted, size=ENTRIES).articles:
        feed.add_item(
            title=article.title_vi,
            link=f"{site}{showing.address(article)}",
            unique_id=f"{site}{reverse('public:by-number', args=[article.pk])}",
            description=article.summary_vi or article.title_vi,
            author_name=article.agency.name_vi,
            pubdate=article.published_at,
            updateddate=article.changed_at,
            categories=[showing.KINDS[article.kind][0]],
        )
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every public address. Two queries each ten minutes."""
    text = cache.get("public.sitemap")
    if text is None:
        text = _site_map()
        cache.set("public.sitemap", text, MAP_KEPT_S)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _site_map() -> str:
    site, out = settings.PUBLIC_URL, StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}))

    def add(path: str, changed: datetime | None = None) -> None:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", f"{site}{path}")
        if changed:
            xml.addQuickElement("lastmod", changed.date().isoformat())
        xml.endElement("url")

    for path in (reverse("portal:home"), reverse("guidance:index"), reverse("public:communes"),
                 reverse("public:surveys"), *map(reverse, ROUTES.values())):  # fmt: skip
        add(path)
    for unit in units.communes(settings.CITY_CODE, clock.now().date()).only("slug", "sort_key"):
        add(reverse("public:commune", args=[unit.slug]))
    for kind, slug, number, changed in reading.addresses():
        add(showing.address_of(kind, slug, number), changed)
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read; those behind a sign-on need not be tried."""
    lines = ["User-agent: *", "Disallow: /ban-lam-viec/", "Disallow: /ho-so", "Disallow: /nop/", "Disallow: /tra-cuu",
             f"Sitemap: {settings.PUBLIC_URL}{reverse('public:sitemap')}"]  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
