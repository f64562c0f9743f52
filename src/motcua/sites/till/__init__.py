"""Cash, cards and the display at the counter, as officers and payers see them."""
