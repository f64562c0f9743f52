"""Fees on their way to the state's budget: payment slips (giấy nộp tiền C1-02/NS), from the ledger to the bank's debit."""
