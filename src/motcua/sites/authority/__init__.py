"""/tham-quyen/: what I may do and why, powers lent and moved, substitutes, the report of delegations, the books."""
