"""Pages about bodies outside: duties to pay (resident and officer), messages and how each line does (IT office)."""
