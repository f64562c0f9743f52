"""Finding a place by its old or its new name, and saying what an old place is called now.

Offers `index` (the rules: pure), `finding` (over the rows of units, kept in memory).
"""
