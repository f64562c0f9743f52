"""Figures that events keep up, how long things take, and when a dossier may be expected to be done.

Offered: `expected.finish`, `reading` for the console, `keeping.rebuild`, `durations.refresh`. A page never
counts dossiers: it adds up rows that the consumer "figures" of the outbox has kept.
"""
