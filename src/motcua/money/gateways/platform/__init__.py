"""The payment platform of the national public-service portal (VPCP), message version 1.0.6.

Signed is the listed values of a message joined with bars, the shared secret last, by SHA-256 (no HMAC). It has no message for
refunds: the money goes back by a transfer.
"""
