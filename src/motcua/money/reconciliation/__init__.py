"""Day by day: what the books say against what gateways, banks and the treasury say; differences have an owner and an end."""
