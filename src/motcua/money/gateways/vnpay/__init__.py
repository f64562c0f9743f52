"""VNPay 2.1.0: pay page, notices (IPN), return page, questions (querydr) and refunds.

Offered: `notices.handle_ipn`, `returns.read_return`, `client.VnpayClient`, `sweep.sweep`, `config.check_config`.
"""
