"""The national record of procedures as it comes: read, compared, accepted or rejected, and what an editor decides on it.

`crawl` reads a file, `comparing` tells what differs (pure), `questions` finds what needs a person (pure), `accepting` and
`ruling` change the catalogue. The original texts stay in this room and are shown to editors only.
"""
