"""The demo city: Hà Nội's real territory with invented offices, officers and residents.

Real are the units, their borders and how often a name occurs. Every person, account, number and the division
into branches is invented; see `motcua/project/data/README.md`.
"""

from motcua.project.demo.identities import DemoIdentity, NotADemo, account_of, demo_identities
from motcua.project.demo.loading import AnotherCity, LoadedCity, load_demo_city
from motcua.project.demo.people import Newborn, SyntheticPerson

__all__ = [
    "AnotherCity",
    "DemoIdentity",
    "LoadedCity",
    "Newborn",
    "NotADemo",
    "SyntheticPerson",
    "account_of",
    "demo_identities",
    "load_demo_city",
]
