"""Looks at personal data that are worth a question: rules over a day of the log, and figures of readers."""
