"""How the columns of one dossier file are told: by their headings, or as somebody said."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.errors import RefusedError
from tracker.importing.dossier_columns import DOSSIER_COLUMNS
from tracker.queries.column_mappings import find_mapping, list_mappings
from tracker.rules.text import clean
from tracker.services.column_mappings import save_mapping
from tracker.services.dossiers import register_dossier_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.importing.columns import Columns
    from tracker.queries.accounts import Actor

AUTO: Final = "auto"
"""Columns go by their headings."""
_KEY_LETTERS: Final = 8
_LONGEST_HEADING: Final = 300


class ColumnChoice(NamedTuple):
    """How columns are told.

    Args:
        columns: What tells them.
        key: What in the reading of a file depends on it; the name may come to mean another way.
        chosen: Heading → key of the column, as a person said.
    """

    columns: Columns
    key: str
    chosen: Mapping[str, str]


def choose_columns(
    *, source_code: str, mapping: str = AUTO, by_hand: Mapping[str, str] | None = None
) -> ColumnChoice:
    """Return how the columns of a file are told.

    Args:
        source_code: Where the file comes from.
        mapping: "auto", or the name of a saved way of that source.
        by_hand: Heading → column for this file alone; goes before what was saved.

    Raises:
        RefusedError: `dossier_mapping_unknown`, `mapping_column_unknown`.
    """
    chosen: dict[str, str] = {}
    if mapping != AUTO:
        saved = find_mapping(source_code=clean(source_code), name=clean(mapping))
        if saved is None:
            there = [row.name for row in list_mappings(source_code=clean(source_code))]
            raise RefusedError("dossier_mapping_unknown", value=mapping, choices=(AUTO, *there))
        chosen |= saved.columns
    chosen |= read_columns(by_hand or {})
    if not chosen:
        return ColumnChoice(DOSSIER_COLUMNS, AUTO, chosen)
    content = json.dumps(chosen, ensure_ascii=False, sort_keys=True).encode()
    key = hashlib.sha256(content).hexdigest()[:_KEY_LETTERS]
    return ColumnChoice(DOSSIER_COLUMNS.choosing(chosen), key, chosen)


def read_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Return heading → key of the column, columns named by key or by any usual heading.

    Raises:
        RefusedError: `mapping_column_unknown`, `mapping_column_twice`, `mapping_heading_invalid`.
    """
    read: dict[str, str] = {}
    for heading, field in columns.items():
        key = DOSSIER_COLUMNS.key_of(field)
        if key is None:
            titles = tuple(spec.title for spec in DOSSIER_COLUMNS.specs)
            raise RefusedError("mapping_column_unknown", value=field, choices=titles)
        if key in read.values():
            raise RefusedError("mapping_column_twice", value=field)
        heading = clean(heading)
        if not 0 < len(heading) <= _LONGEST_HEADING:
            raise RefusedError("mapping_heading_invalid", column=field, maximum=_LONGEST_HEADING)
        read[heading] = key
    return read


def save_dossier_mapping(
    *,
    source_code: str,
    name: str,
    columns: Mapping[str, str],
    actor: Actor,
    may_replace: bool = True,
) -> dict[str, str]:
    """Keep a way to tell the columns of a source's dossier files.

    Args:
        source_code: A code named for the first time is registered.
        name: What imports ask for it by.
        columns: Heading as printed → column, by key or usual heading.
        actor: Who saves it.
        may_replace: Whether one of the same name may go.

    Returns:
        What was kept.

    Raises:
        RefusedError: as `read_columns`, `register_dossier_source` and `save_mapping`.
        ForbiddenError: `role_not_allowed`.
    """
    read = read_columns(columns)
    source_id, _ = register_dossier_source(code=source_code)
    save_mapping(source_id=source_id, name=name, columns=read, actor=actor, may_replace=may_replace)
    return read
