"""Electronic receipts (biên lai) and invoices (hóa đơn): numbered, signed, told to the tax authority, shown and looked up.

`watching` hears of paid orders and corrected receipts, `issuing` makes the signed file, `sending` and `receiving` talk to the
tax authority, `changing` cancels, adjusts and replaces. What can be decided without a database stands in pure modules:
`tax_codes`, `symbols`, `content`, `writing`, `signature`, `envelope`, `answers`. Source: NĐ 123/2020/NĐ-CP, NĐ 70/2025/NĐ-CP.
"""
