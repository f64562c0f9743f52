"""Bodies outside the city that take part in its procedures: police, insurance, tax, notaries. By signed messages.

Offered: `connectors` (which bodies, and what each may be told), `asking` (the consumer *bodies*), `sending`,
`receiving`, `gathering.connect` (for the room that knows dossiers), `health`.
"""
