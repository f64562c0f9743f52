"""Classes of errors in data about people as definitions: what they mean, how they are found, what is proposed.

Offers `rules` (all, in order), `rule` (one by its id), `ASPECTS`, `SEVERITIES`. Pure: SQL is text here, run by `intake`.
"""

from .definition import ASPECTS, SEVERITIES, Rule, bit, rule, rules

__all__ = ["ASPECTS", "SEVERITIES", "Rule", "bit", "rule", "rules"]
