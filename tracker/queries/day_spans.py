"""Days between two days, counted by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class DaysBetween(FunctionElement[int]):
    """Whole days from the second day to the first, in the words of each database."""

    name = "days_between"
    type = sa.Integer()
    inherit_cache = True


@compiles(DaysBetween)
def _subtracted(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"({later} - {earlier})"


@compiles(DaysBetween, "sqlite")
def _julian(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
