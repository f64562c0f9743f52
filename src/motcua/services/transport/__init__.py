"""Transport: temporary use of carriageways and pavements."""
