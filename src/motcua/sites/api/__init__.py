"""The machine interface `/api/v1`: catalogue, filing, status and tasks, by the same rules as the pages."""
