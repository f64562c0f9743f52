"""Fees of a class: a list of pupils, what each owes, one order each, reminders to guardians."""
