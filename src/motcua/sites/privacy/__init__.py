"""Protection of personal data as people see it: who looked, questions, the data-protection officer's desk."""
