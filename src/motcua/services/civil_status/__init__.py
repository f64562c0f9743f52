"""Civil status: births, deaths, marriages, marital status, copies of register entries."""
