"""Social and health insurance: cards and benefits, decided by the insurer."""
