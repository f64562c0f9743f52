"""What was taken in fees, by day, agency, procedure, fee, channel and means: sums kept from the books, and the cash share."""
