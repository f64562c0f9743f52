"""Pages for doubtful pairs: side by side, two blind opinions, merges with preview and undo, what sources are told."""
