"""Stand-in of the services of the national population database."""
