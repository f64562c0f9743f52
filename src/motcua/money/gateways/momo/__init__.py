"""MoMo v2: pay page, notices (IPN), return page, questions and refunds.

Signed is the raw text `key=value&…` with the keys of each message in alphabetical order, UTF-8 in NFC.
"""
