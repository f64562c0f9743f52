"""Owners of sources of data about people who take proposals over an API: a batch goes out signed, answers come back signed."""
