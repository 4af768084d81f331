"""Tells SQLite, which plans without statistics, which of two indexes not to take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")


class _OffIndex(FunctionElement[Any]):
    """A column as it is; to SQLite, an expression (`+column`) that no index serves."""

    name = "off_index"
    inherit_cache = True


@compiles(_OffIndex)
def _plain(element: _OffIndex, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_OffIndex, "sqlite")
def _signed(element: _OffIndex, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


def off_index(column: InstrumentedAttribute[T]) -> sa.ColumnElement[T]:
    """Return a column for a condition that must not choose the index of the query.

    Source:
        SQLite, "The SQLite Query Optimizer Overview": a unary plus disqualifies a term.
    """
    return sa.type_coerce(_OffIndex(column), column.type)
