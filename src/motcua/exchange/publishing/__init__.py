"""What the city says to everybody: news, guides, legal notices, surveys. Words, versions and answers; no pages.

Offered: `markup.compile_text` (pure), `changes` (write, send, approve, withdraw), `reading` (lists and search),
`urgent` (what stands above every page), `outlines` (shapes of communes), `surveys` (questions, answers, shares).
"""
