"""What people agreed to: which text, for what, to whom, until when; given per purpose, proved, taken back at any time.

Rooms that may only act with a person's leave ask `holding.holds` at the moment they act, never earlier.
"""
