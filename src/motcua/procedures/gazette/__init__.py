"""Publication of procedures by decision: new, amended or replaced, abolished; proposed by one, issued by another.

`changes` proposes and issues, `reading` lists what is public. The legal periods are in `catalogue.notice` (pure). Not here: what
a procedure's version holds (`procedures.catalogue.publishing`).
"""
