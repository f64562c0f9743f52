"""A model's row as part of a statement of our own, so that new columns follow the model by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db.models import NOT_PROVIDED, Field, Model
from django.db.models.base import ModelState

from motcua.foundation.statements import Prepared, whole

_CASTS = {
    "JSONField": "jsonb",
    "DateTimeField": "timestamptz",
    "DecimalField": "numeric",
    "UUIDField": "uuid",
    "BigIntegerField": "bigint",
    "ForeignKey": "bigint",
    "OneToOneField": "bigint",
    "IntegerField": "integer",
    "SmallIntegerField": "smallint",
    "BooleanField": "boolean",
    "DateField": "date",
}


class Columns:
    """The columns of `model` without those that the statement finds itself; `prefix` keeps names apart."""

    def __init__(self, model: type[Model], *, found: frozenset[str], prefix: str = "") -> None:
        fields = [field for field in model._meta.concrete_fields if field.name not in found]
        self.names = ", ".join(f'"{field.column}"' for field in fields)
        self.marks = ", ".join(f"%({prefix}{field.column})s::{_type(field)}" for field in fields)
        self.typed = ", ".join(f'"{field.column}" {_type(field)}' for field in fields)
        self._fields = [
            (
                f"{prefix}{field.column}",
                field.attname,
                field.get_internal_type() == "JSONField",
                _default(field),
            )
            for field in fields
        ]

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the marks stand for in a row given by its attributes; what is not given is the column's default."""
        values = {}
        for name, attribute, is_json, default in self._fields:
            value = row.get(attribute, _ABSENT)
            if value is _ABSENT:
                value = default() if callable(default) else default
            elif is_json and value is not None:
                value = orjson.dumps(value).decode()
            values[name] = value
        return values

    def document(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Many rows as one JSON text, for `json_to_recordset` with the columns `typed`."""
        documents = []
        for row in rows:
            document = {}
            for name, attribute, _, default in self._fields:
                value = row.get(attribute, _ABSENT)
                document[name] = (
                    value if value is not _ABSENT else default() if callable(default) else default
                )
            documents.append(document)
        return as_document(documents)


_ABSENT = object()


def as_document(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as JSON: one parameter for a statement over many rows, read by `json_to_recordset`."""
    return orjson.dumps(rows, default=str).decode()


def _type(field: "Field[Any, Any]") -> str:
    return _CASTS.get(field.get_internal_type(), "text")


def _default(field: "Field[Any, Any]") -> Any:
    """What the model would put there: a value, or the function that makes one anew for each row."""
    if field.has_db_default():
        return getattr(field.db_default, "value", field.db_default)
    if field.default is NOT_PROVIDED:
        return "" if field.empty_strings_allowed and not field.null else None
    return field.default


class Rows:
    """Reads rows of `model` in a statement of our own: `names` with the table's alias, and rows made from them.

    Whole rows, or the fields `only`: the others are read when somebody asks for them, by a statement each.
    """

    def __init__(self, model: type[Model], alias: str, *only: str) -> None:
        fields = [field for field in model._meta.concrete_fields if not only or field.name in only]
        self.names = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self.count = len(fields)
        self._model = model
        self._attributes = [field.attname for field in fields]
        self._json = [n for n, field in enumerate(fields) if field.get_internal_type() == "JSONField"]

    def read(self, values: Sequence[Any]) -> Any:
        """The model's object, as the ORM would have read it."""
        row = list(values)
        for n in self._json:
            if row[n] is not None:
                row[n] = orjson.loads(row[n])
        return self._model.from_db("default", self._attributes, row)


class Insert:
    """Inserts rows of `model` by a statement that the server plans once."""

    def __init__(self, model: type[Model]) -> None:
        key = model._meta.pk
        assert key is not None
        self._model = model
        given = {field.attname: _default(field) for field in model._meta.concrete_fields}
        self._given = {name: value for name, value in given.items() if not callable(value)}
        self._made = {name: value for name, value in given.items() if callable(value)}
        columns = Columns(model, found=frozenset({key.name}))
        self._columns = columns
        self._statement = Prepared(
            f'insert into "{model._meta.db_table}" ({columns.names}) values ({columns.marks}) returning "{key.column}"'
        )
        self._each = Prepared(f"""
insert into "{model._meta.db_table}" ({columns.names})
select {columns.names} from rows from (json_to_recordset(%(rows)s::json) as ({columns.typed})) with ordinality
order by ordinality returning "{key.column}\"""")

    def new(self, **row: Any) -> Any:
        """A new object with these attributes (of links, the keys), else the model's defaults: what its constructor makes, in a
        tenth of the time. Assumes that the model's constructor is Django's, and that nobody listens to the signals of it."""
        made = self._model.__new__(self._model)
        made._state = ModelState()
        made.__dict__ |= self._given
        for name, make in self._made.items():
            made.__dict__[name] = make()
        made.__dict__ |= row
        return made

    def write(self, row: Mapping[str, Any]) -> int:
        """One row, given by its attributes; its key. One statement. Errors are Django's."""
        written = self._statement.first(self._columns.values(row))
        assert written is not None
        return int(written[0])

    def write_each(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Many rows; their keys, in the same order. One statement, none for none."""
        if not rows:
            return []
        return [int(key) for (key,) in self._each.every({"rows": self._columns.document(rows)})]

    def add_each(self, rows: Sequence[Model]) -> None:
        """Write many new objects, which have their keys after that. One statement, none for none."""
        for row, key in zip(rows, self.write_each([row.__dict__ for row in rows]), strict=True):
            row.pk = key
            row._state.adding = False


class Update:
    """Writes these fields of rows of `model` by a statement that the server plans once."""

    def __init__(self, model: type[Model], *names: str) -> None:
        key = model._meta.pk
        assert key is not None
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        assert not any(field.get_internal_type() == "JSONField" for field in fields)
        table = f'"{model._meta.db_table}"'
        sets = ", ".join(f'"{field.column}" = %({field.attname})s::{_type(field)}' for field in fields)
        self._names = [field.attname for field in fields]
        self._statement = Prepared(
            f'update {table} set {sets} where "{key.column}" = %(key)s::bigint returning "{key.column}"'
        )
        sets = ", ".join(f'"{field.column}" = given."{field.attname}"' for field in fields)
        typed = ", ".join(f'"{field.attname}" {_type(field)}' for field in fields)
        # the keys once more as an array: with it the server always goes by the index
        self._each = Prepared(f"""
update {table} as kept set {sets} from json_to_recordset(%(rows)s::json) as given (key bigint, {typed})
where kept."{key.column}" = given.key and kept."{key.column}" = any(%(keys)s::bigint[]) returning given.key""")

    def write(self, row: Model) -> None:
        """The fields as the object has them. One statement. Raises the model's DoesNotExist."""
        values = {name: getattr(row, name) for name in self._names}
        if self._statement.first({"key": row.pk, **values}) is None:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]

    def write_each(self, rows: Sequence[Model]) -> None:
        """The same for many rows, each named once. One statement, none for none. Raises the model's DoesNotExist."""
        if not rows:
            return
        values = [{"key": row.pk, **{name: getattr(row, name) for name in self._names}} for row in rows]
        keys = whole([row.pk for row in rows])
        if len(self._each.every({"rows": as_document(values), "keys": keys})) != len(rows):
            raise type(rows[0]).DoesNotExist  # type: ignore[attr-defined]
