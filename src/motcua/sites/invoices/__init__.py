"""Pages of electronic receipts and invoices: officers' `/hoa-don/`, residents' own, and the public look-up."""
