"""Residence, as the police register it: permanent residence and its deletion."""
