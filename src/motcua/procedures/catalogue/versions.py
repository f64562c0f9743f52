"""The compiled version of a dossier by its id, without a query once it is in memory."""

from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.catalogue.publishing import compiled
from motcua.procedures.compile import CompiledProcedure

# A version never changes, so that what was learnt once stays true while the process lives.
_known: dict[int, CompiledProcedure] = {}


def compiled_version(version_id: int) -> CompiledProcedure:
    """What a dossier on this version runs by. Raises ProcedureVersion.DoesNotExist."""
    found = _known.get(version_id)
    if found is None:
        found = _known[version_id] = compiled(ProcedureVersion.objects.get(id=version_id))
    return found


def forget() -> None:
    """For tests, whose version ids come back with other content."""
    _known.clear()
