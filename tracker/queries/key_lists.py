"""Tens of thousands of keys in one condition: one value for all, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler


class _Among(FunctionElement[Any]):
    """A column's value is one of the keys, in the words of each database."""

    name = "among"
    # Not a Boolean: as one, SQLite is asked for "… = 1", which no index serves.
    type = sa.types.NullType()
    inherit_cache = True


@compiles(_Among)
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY(string_to_array({keys}, ',')::int[])"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = (compiler.process(part, **options) for part in element.clauses)
    found = f"SELECT value FROM json_each('[' || {keys} || ']')"  # noqa: S608 - from the code
    return f"{column} IN ({found})"


def among(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of the keys sent as `keys_value`.

    A list of parameters would be written, bound and counted one by one, and ends at some
    thousands; this is one text, which the database takes apart.

    Args:
        column: A whole number.
    """
    return _Among(column, sa.bindparam("keys", type_=sa.Text()))


def keys_value(keys: Iterable[int]) -> dict[str, str]:
    """Return the value of `among` for a statement: every key once."""
    return {"keys": ",".join(map(str, sorted(set(keys))))}
