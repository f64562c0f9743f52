"""Two registers as tests declare them: births and parcels."""

from functools import cache
from pathlib import Path

from motcua.foundation.definitions import load
from motcua.records.registers.definition import RegisterDefinition

HERE = Path(__file__).parent


@cache
def births() -> RegisterDefinition:
    return load(HERE / "births.yaml", RegisterDefinition)


@cache
def parcels() -> RegisterDefinition:
    return load(HERE / "parcels.yaml", RegisterDefinition)
