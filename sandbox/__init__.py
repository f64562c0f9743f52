"""Stand-ins for the outside systems, each speaking its real protocol, in a process of their own.

Never in production. One folder a system, the same file names in each: `app.py` (what it answers), `state.py`
(what it remembers, which faults are on), `README.md` (what it plays, where it differs from the original).
Nothing here imports the product, nor the other way round: they meet over HTTP and SMTP only.
"""
