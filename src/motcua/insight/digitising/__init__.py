"""How much of the paper that came is digital: by dossier, agency and month, kept up by events."""
