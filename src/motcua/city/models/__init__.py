"""Rows of the city: territory, agencies, identities and authority."""

from motcua.city.models.agencies import Agency, Appointment, Post, Power, WorkCalendar
from motcua.city.models.identities import Account, Organisation, Person, SignOn
from motcua.city.models.lending import Entrustment
from motcua.city.models.partners import PartnerToken
from motcua.city.models.territory import Unit, UnitSuccessor

__all__ = [
    "Account", "Agency", "Appointment", "Entrustment", "Organisation", "PartnerToken", "Person", "Post", "Power", "SignOn",
    "Unit", "UnitSuccessor", "WorkCalendar",
]  # fmt: skip
