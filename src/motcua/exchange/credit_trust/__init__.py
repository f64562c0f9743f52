"""Yes-or-no answers to a lender about a borrower who agrees: never data, never a score, each use seen by the person.

What the city may answer at all stands in `checks.yaml`; which lender may ask for which of it, in an agreement of two officers
(`exchange.data_services`); whether it may be answered this time, in the person's consent (`records.consents`).
"""
