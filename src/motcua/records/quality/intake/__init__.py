"""A source's file on its way in: opened, profiled, cleaned into the staged table, its findings kept, its progress counted.

`cleaning.clean(con, raw_path, source, on)` makes the DuckDB table `staged` (columns: `cleaning.COLUMNS`) from a raw file; it
knows no Django. `running` moves a load from state to state in PostgreSQL.
"""
