"""Pages of drives: officers plan, invite, receive and see results by day; residents book and show a code."""
