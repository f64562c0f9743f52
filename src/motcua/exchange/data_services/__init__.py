"""Data services: other systems ask a register under an agreement, and hear of its changes.

An agreement says which system may ask which register for which fields, what for and on which legal basis. Whatever
it does not name never leaves. Each look is counted and stands in the access log of the person it was about.
"""
