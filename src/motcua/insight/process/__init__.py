"""The real path of dossiers against the designed one: how long each step waits and works, where work comes back.

`keeping` is the consumer *process* of the outbox; `measuring` and `replay` are the pure rules; `reading` and `telling`
serve the pages; `xes` and `ocel` write event logs for other tools. Nothing here is counted on a page.
"""
