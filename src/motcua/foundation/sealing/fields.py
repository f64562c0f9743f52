"""Columns that are sealed at rest: in memory text or JSON, in the database an envelope bound to the row.

    class Account(models.Model):
        owner = models.ForeignKey(...)
        number = SealedTextField(row="owner_id")

`row` names an attribute that is known before the row is written and never changes (a natural key, a uuid, the key of
the person); it is part of what is sealed. A value is opened when it is first read, not when the row is loaded, so that a
list that does not show it costs nothing and a missing key stops nobody who does not need it. A row that is saved again
with an unread value writes the same bytes.

Sealed columns cannot be searched, ordered or updated in one statement; whoever needs equality keeps a blind index beside
it (`sealing.index`). An empty text is kept as empty: that there is nothing is no secret.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Expression

from motcua.foundation.sealing import envelope
from motcua.foundation.sealing.errors import NoRow
from motcua.foundation.sealing.keys import ring


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value as it lies in the database, not opened yet. What `values()` gives for a sealed column."""

    envelope: bytes
    column: str

    def opened(self, row: object) -> bytes:
        """Raises: KeyMissing, NotWhole."""
        return envelope.open_(ring(), self.envelope, self.column, str(row)) if self.envelope else b""

    def __repr__(self) -> str:
        return f"<sealed {self.column}>"

    __str__ = __repr__


class _Opened:
    """The attribute of an instance: opens what the database gave when somebody asks for it."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        values = instance.__dict__
        name = self.field.attname
        if name not in values:
            instance.refresh_from_db(fields=[name])
        value = values[name]
        if isinstance(value, Sealed):
            value = values[name] = self.field.loads(value.opened(self.field.row_of(instance)))
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """What text and JSON have in common; see the module."""

    def __init__(self, *args: Any, row: str, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)

    def dumps(self, value: Any) -> bytes:
        """The value as bytes; empty bytes are kept as they are."""
        raise NotImplementedError

    def loads(self, plain: bytes) -> Any:
        """What `dumps` was given."""
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "row": self.row}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    @property
    def place(self) -> str:
        """Table and column: part of what is sealed. A renamed table keeps its values only if they are sealed anew."""
        return f"{self.model._meta.db_table}.{self.column}"

    def row_of(self, instance: models.Model) -> str:
        """The row's key as text. Raises: NoRow while it has none."""
        key = getattr(instance, self.row)
        if key is None or key == "":
            raise NoRow(f"{self.place} needs {self.row}.")
        return str(key)

    def from_db_value(self, value: Any, expression: Expression, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value), self.place)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            if add and value.envelope:
                # a copy of another row: what does not open here must not be written here
                value.opened(self.row_of(model_instance))
            return value
        if value is None:
            return None
        plain = self.dumps(value)
        if not plain:
            return Sealed(b"", self.place)
        return Sealed(envelope.seal(ring(), plain, self.place, self.row_of(model_instance)), self.place)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed | Expression):
            return value
        raise NoRow(self.place)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(value.envelope) if isinstance(value, Sealed) else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.place} is sealed: it cannot be searched, keep a blind index beside it")

    def value_to_string(self, obj: models.Model) -> str:
        """Serialised in the clear, as every dump of Django is: what leaves so is for whoever holds the dump."""
        return str(self.value_from_object(obj))


class SealedTextField(SealedField):
    """Text that is sealed at rest; NULL and the empty text stay as they are."""

    def dumps(self, value: str) -> bytes:
        return str(value).encode()

    def loads(self, plain: bytes) -> str:
        return plain.decode()


class SealedJSONField(SealedField):
    """A JSON value that is sealed at rest; an empty list or mapping is sealed like any other."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def loads(self, plain: bytes) -> Any:
        return json.loads(plain) if plain else None
