"""Pages of the national record, of decisions of publication, and of reviews; and what residents see of the latter two."""
