"""A bank: transfers into the city's collection account, messages about them, statements."""
