"""Acting for somebody else: relatives with a leave (mandate), helpers with a session, shared devices of halls.

Offers `mandates`, `sessions`, `kiosks` (changes and questions) and `helped` (which requests somebody had a hand in).
Who acts is kept by account, for whom by person: what is done for a person belongs to that person alone.
"""
