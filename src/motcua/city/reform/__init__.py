"""An administration with a history: plans that create, merge, split, rename and end bodies, run as one operation.

Work of higher rooms (dossiers, reports, devices) is counted and moved by handlers that they register in `work`.
"""
