"""Column types that keep the same promise on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect

PLACES: Final = 4
"""Decimals a `ScaledDecimal` keeps."""

_SCALE: Final = 10**PLACES


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant in UTC; refuses naive values, gives aware ones back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; SQLite stores it without the zone it cannot keep."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant as an aware UTC value."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ScaledDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal of at most four places, stored as a whole number of ten-thousandths."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the value times 10^4; a finer value is refused, never rounded."""
        del dialect
        if value is None:
            return None
        scaled = value.scaleb(PLACES)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than {PLACES} decimals: {value}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the exact decimal, without trailing zeros."""
        del dialect
        if value is None:
            return None
        whole, rest = divmod(value, _SCALE)
        return Decimal(value).scaleb(-PLACES).normalize() if rest else Decimal(whole)


class JsonText(sa.types.TypeDecorator[Any]):
    """A small JSON value kept as text, the same bytes on both databases."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: object | None, dialect: Dialect) -> str | None:
        """Return compact JSON with sorted keys."""
        del dialect
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> object | None:
        """Return the parsed value."""
        del dialect
        return None if value is None else json.loads(value)


def closed_list(kind: type[StrEnum], name: str) -> sa.Enum:
    """Return a column type for a closed list, stored by value and held by a CHECK.

    Args:
        kind: The list, one of `models.vocabulary`.
        name: Name of the CHECK within its table.
    """
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )
