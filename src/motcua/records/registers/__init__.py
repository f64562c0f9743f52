"""Registers: what the city knows, declared in YAML, kept with its history, and asked once."""
