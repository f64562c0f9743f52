"""The ledger of money: double-entry, append-only, in whole đồng; every movement names what it comes from."""
