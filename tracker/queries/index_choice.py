"""What makes a database take the index a query was written for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from models import Dossier

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")

LONG_DAYS: Final = 31
"""Dossiers that took longer have an index of their own, `ix_dossier_long`."""


class MonthAfter(FunctionElement[date]):
    """The day `LONG_DAYS` after another, in the words of `ix_dossier_long` on each database."""

    name = "month_after"
    type = sa.Date()
    inherit_cache = True


@compiles(MonthAfter)
def _days_later(element: MonthAfter, compiler: SQLCompiler, **options: Any) -> str:
    return f"{compiler.process(element.clauses, **options)} + {LONG_DAYS}"


@compiles(MonthAfter, "sqlite")
def _days_later_text(element: MonthAfter, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+{LONG_DAYS} days')"


def took_long() -> sa.ColumnElement[bool]:
    """Return the condition of `ix_dossier_long`: ended more than `LONG_DAYS` after reception.

    A database takes an index of some rows only where a query says so in the same words.
    """
    return Dossier.finished_on > MonthAfter(Dossier.received_on)


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
