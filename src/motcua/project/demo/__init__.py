"""The demo city: Hà Nội's real territory with invented offices, officers and residents.

Real are the units, their borders and how often a name occurs. Every person, account, number and the division
into branches is invented; see `motcua/project/data/README.md`.
"""
