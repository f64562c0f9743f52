"""Documents of the city set in the form of Decree 30/2020/NĐ-CP: forms, decisions, certificates, receipts.

Fill a structure of `forms` or `results` and call `render`; nobody outside needs to know Typst. Signing is
another room's part (`records.signing`): the places for signature and seal are marked in the document.
"""

from motcua.records.documents import forms, results, templates
from motcua.records.documents.compiler import DocumentError
from motcua.records.documents.rendering import render, render_form
from motcua.records.documents.templates import UnknownTemplate

__all__ = ["DocumentError", "UnknownTemplate", "forms", "render", "render_form", "results", "templates"]
