"""The bank of the payout account: files of transfers, single transfers, names of holders, answers, money that comes back."""
