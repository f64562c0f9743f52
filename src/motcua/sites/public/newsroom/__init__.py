"""The newsroom: where officers with the power write, check and let out what the city says."""
