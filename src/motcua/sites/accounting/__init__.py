"""The accountant's pages: books, days compared with partners, open money, payment slips, reports."""
