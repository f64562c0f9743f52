"""The classes of errors in words: what each means, what follows, where it comes from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.records.quality.rules import ASPECTS, SEVERITIES, rules
from motcua.sites.quality.findings import TONES
from motcua.sites.quality.frame import Visitor, frame, quality_page


@require_safe
@quality_page()
def page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All classes in their order. No query of its own."""
    rows = [
        {
            "rule": one,
            "aspect": ASPECTS[one.aspect],
            "severity": SEVERITIES[one.severity],
            "tone": TONES[one.severity],
        }
        for one in rules()
    ]
    return render(request, "quality/rules.html", frame(visitor, "rules", rows=rows))
