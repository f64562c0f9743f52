"""These tests build the city that they need."""

from tests.empty_city import _without_the_small_city

__all__ = ["_without_the_small_city"]
