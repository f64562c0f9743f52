"""Drives: cards and electronic identities issued where people are, motorbikes registered, with places, slots and invitations.

`rules` is pure (capacity, what a booking needs, routes); `planning` writes drives and makes their slots and invitations,
`booking` is for residents, `receiving` for the officers at a point, `visits` for those who are visited at home.
"""
