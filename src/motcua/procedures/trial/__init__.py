"""Trying a procedure out before anybody relies on it: made-up answers, a made-up dossier, a chosen clock.

The rules are those that real dossiers run by (forms, compiled workflow, worktime); nothing is written anywhere.
"""

from .running import Trial, run, tried
from .sampling import sample, sample_for_case, sample_step
from .shapes import Fault, Happened, Move, Offices, Opening, Where
from .supplement import refusal
from .ways import Way, Ways, all_ways

__all__ = [
    "Fault",
    "Happened",
    "Move",
    "Offices",
    "Opening",
    "Trial",
    "Way",
    "Ways",
    "Where",
    "all_ways",
    "refusal",
    "run",
    "sample",
    "sample_for_case",
    "sample_step",
    "tried",
]
