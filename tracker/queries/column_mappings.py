"""Saved ways to tell the columns of a source's files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import ColumnMapping, Source, User, db

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One saved way (cách ghép cột).

    Args:
        source_code: Source whose files it tells.
        name: What it is asked for by.
        columns: Heading as printed → key of the column it means.
        created_at: When it was saved as it stands.
        created_by: Display name of who saved it.
    """

    id: int
    source_code: str
    name: str
    columns: Mapping[str, str]
    created_at: datetime
    created_by: str


def list_mappings(*, source_code: str = "") -> list[MappingRow]:
    """Return saved ways by source and name.

    Args:
        source_code: Only those of that source.
    """
    statement = (
        sa.select(ColumnMapping, Source.code, User.display_name)
        .join(Source, Source.id == ColumnMapping.source_id)
        .join(User, User.id == ColumnMapping.created_by)
        .order_by(Source.code, ColumnMapping.name)
    )
    if source_code:
        statement = statement.where(Source.code == source_code)
    return [
        MappingRow(
            id=mapping.id,
            source_code=code,
            name=mapping.name,
            columns=dict(mapping.columns),
            created_at=mapping.created_at,
            created_by=created_by,
        )
        for mapping, code, created_by in db.session.execute(statement)
    ]


def find_mapping(*, source_code: str, name: str) -> MappingRow | None:
    """Return the way of that name of a source."""
    found = list_mappings(source_code=source_code)
    return next((mapping for mapping in found if mapping.name == name), None)
