"""Everything that happened: append-only chains of events, and the outbox that hands them on.

An event is written in the transaction of the change it tells of, by one statement. Consumers (the relay to
JetStream, notices, figures) are registered by higher rooms and each get their own row of the outbox.
"""

from motcua.foundation.events.chain import ChainFault, verify_all, verify_chain
from motcua.foundation.events.record import Recorded, body_of, record, record_each
from motcua.foundation.events.subscribers import Delivered, OtherSideAway, consumers, subscribe

__all__ = [
    "ChainFault",
    "Delivered",
    "OtherSideAway",
    "Recorded",
    "body_of",
    "consumers",
    "record",
    "record_each",
    "subscribe",
    "verify_all",
    "verify_chain",
]
