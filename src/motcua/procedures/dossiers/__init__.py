"""Dossiers: what a resident asked for, what the city decided, and everything between.

Offered: `changes` (every change, one function each), `submission` (what is handed in), `status`, `errors`,
`results.register` for service packs, `reading` for pages, and the models.
"""
