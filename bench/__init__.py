"""Measurements against a yardstick that runs on the same server in the same minutes. Not part of the product."""
