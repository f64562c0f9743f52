"""Which records are one person: certain rules first, then Splink's weights, then what only people may decide.

Set-based, in a DuckDB file of the city; nothing here knows Django except `running` and `publishing`.
"""
