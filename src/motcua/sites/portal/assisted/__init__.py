"""Filing for somebody with somebody: mobile teams, counters with a screen, relatives."""
