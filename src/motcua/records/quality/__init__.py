"""Data about people kept correct, complete, clean and alive (đúng, đủ, sạch, sống): from a source's load to its publication."""
