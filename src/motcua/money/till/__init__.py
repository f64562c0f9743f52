"""Cash and cards at the counter: drawers, counts, hand-overs, deposits, card slips, the counter's display."""
