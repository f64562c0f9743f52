"""VNPay 2.1.0: pay page, notices (IPN), return page, questions (querydr) and refunds.

Offered: `payments.begin`, `notices.handle_ipn`, `returns.read_return`, `client.VnpayClient`, `sweep.sweep`,
`config.current`, `config.check_config`.
"""
