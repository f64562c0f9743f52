"""Talking: notices to people (inbox and e-mail), and the relay of events to JetStream.

Offered: `notices.send`, `relay`, and the models. Documents between agencies and data services come later.
"""
