"""Checking answers against a compiled form. Pure: no person, no dossier, no database."""

from .dues import FeeDue, PaperNeeded, components_needed, fee_lines
from .messages import Message
from .prefill import prefill, prefill_sources
from .validate import FormResult, nest, validate, validate_step

__all__ = [
    "FeeDue",
    "FormResult",
    "Message",
    "PaperNeeded",
    "components_needed",
    "fee_lines",
    "nest",
    "prefill",
    "prefill_sources",
    "validate",
    "validate_step",
]
