"""Acting for an organisation: its representative by the register, or whoever the representative authorised.

Offers `scope` (pure: what a mandate covers), `changes` (invite, accept, end), `reading` (who may do what, both sides' lists).
Not here: acting for another person (`city.acting`), and what officers may do (`city.authority`).
"""
