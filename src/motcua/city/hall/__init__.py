"""Halls of reception: counters and queues, bookings, and how the work at the counters is supervised.

Not for dossiers: a ticket knows at most the codes of those that were handled with it.
"""
