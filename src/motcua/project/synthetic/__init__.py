"""Invented people in any number, and what five sources write about them, with errors of every class and the truth beside.

For measurements, tests and trials: nobody here exists. Set-based (NumPy and Arrow), the same for the same seed.
Not for the demo city, whose people have lives (`project/demo`).
"""

from motcua.project.synthetic.making import SOURCES, Made, make_people

__all__ = ["SOURCES", "Made", "make_people"]
