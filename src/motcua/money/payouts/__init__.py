"""Money that the city pays to people each month: lists by rule, approval by two, bank files, cash, statements."""
