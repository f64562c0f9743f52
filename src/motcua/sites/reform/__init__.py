"""Pages of the city's organisation: plans (written, looked at, approved, run), the review list, histories of bodies."""
