"""Questions to the national population database: verdicts come back and stay, records do not."""
