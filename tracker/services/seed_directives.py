"""Loads the indicator catalogues and the documents of seeds/, what is missing of them."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Catalogue, Directive, Indicator, LevelView, UnitGroup, db
from models.vocabulary import OPEN_END, OPEN_START, TaskKind
from tracker.errors import RefusedError, RowError
from tracker.paths import SEEDS
from tracker.queries.indicators import indicator_keys
from tracker.queries.unit_directory import UnitDirectory, load_directory
from tracker.rules.text import fold
from tracker.services.audit import record_audit
from tracker.services.directives import (
    DirectiveDraft,
    MatrixReader,
    TaskDraft,
    TaskReading,
    record_directive,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracker.queries.accounts import Actor

Row = dict[str, str]


def read_seed(path: Path) -> list[Row]:
    """Return the rows of a seed file, header first, as dicts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_indicator_seeds(*, actor: Actor) -> int:
    """Add the catalogues, indicators and level views that are not there; return how many."""
    added = _add_catalogues() + _add_indicators() + _add_level_views()
    if added:
        db.session.flush()
        record_audit(
            actor=actor,
            action="seeds_loaded",
            object_type="seeds",
            object_key="indicators",
            details={"added": added},
        )
    return added


def load_directive_seeds(*, actor: Actor, folder: Path = SEEDS) -> list[str]:
    """Add the documents of a seeds folder that are not there yet; return their numbers.

    Raises:
        RefusedError: `seed_row_unreadable`, naming the file, row, column and value: a seed that
            cannot be read is a fault of the product, never skipped.
    """
    known = set(db.session.scalars(sa.select(Directive.code)))
    heads = [row for row in read_seed(folder / "directives.csv") if row["code"] not in known]
    if not heads:
        return []
    directory = load_directory()
    names = read_seed(folder / "party_names.csv")
    rows = list(enumerate(read_seed(folder / "tasks.csv"), start=2))
    indicators = indicator_keys()
    for head in heads:
        draft = _draft(head, folder, directory)
        settled = _settled_names(names, head["code"], directory, draft.reading_day)
        reader = MatrixReader(draft, directory, indicators, settled)
        own = [(number, row) for number, row in rows if row["directive_code"] == head["code"]]
        readings = [_read(reader, _task(number, row)) for number, row in own]
        record_directive(draft=draft, readings=readings, actor=actor)
    return [head["number"] for head in heads]


def _add_catalogues() -> int:
    known = set(db.session.scalars(sa.select(Catalogue.code)))
    missing = [row for row in read_seed(SEEDS / "catalogues.csv") if row["code"] not in known]
    for row in missing:
        db.session.add(
            Catalogue(
                code=row["code"],
                name=row["name"],
                document=row["document"],
                valid_from=_day(row["valid_from"]) or OPEN_START,
                valid_to=_day(row["valid_to"]) or OPEN_END,
                note=row["note"],
            )
        )
    db.session.flush()
    return len(missing)


def _add_indicators() -> int:
    known = set(db.session.scalars(sa.select(Indicator.code)))
    catalogues = {row.code: row.id for row in db.session.scalars(sa.select(Catalogue))}
    missing = [
        _indicator(row, ordinal, catalogues[row["catalogue"]])
        for ordinal, row in enumerate(read_seed(SEEDS / "indicators.csv"), start=1)
        if row["code"] not in known
    ]
    db.session.add_all(missing)
    return len(missing)


def _add_level_views() -> int:
    known = {(view.level, view.ordinal) for view in db.session.scalars(sa.select(LevelView))}
    missing = [
        LevelView(
            level=row["level"],
            ordinal=int(row["ordinal"]),
            name=row["name"],
            group_code=row["group_code"],
            source=row["source"],
            note=row["note"],
        )
        for row in read_seed(SEEDS / "level_views.csv")
        if (row["level"], int(row["ordinal"])) not in known
    ]
    db.session.add_all(missing)
    return len(missing)


def _indicator(row: Row, ordinal: int, catalogue_id: int) -> Indicator:
    return Indicator(
        catalogue_id=catalogue_id,
        ordinal=ordinal,
        code=row["code"],
        group_code=row["group_code"],
        group_name=row["group_name"],
        name=row["name"],
        name_en=row["name_en"],
        numerator_name=row["numerator"],
        denominator_name=row["denominator"],
        unit_of_measure=row["unit_of_measure"],
        is_higher_better=row["direction"] != "lower",
        max_points=Decimal(row["max_points"]) if row["max_points"] else None,
        rule=row["rule"],
        threshold=Decimal(row["threshold"]) if row["threshold"] else None,
        levels=row["levels"],
        portal_field=row["portal_field"],
        attributable=row["attributable"] or "yes",
        evidence=row["evidence"],
        note=row["note"],
    )


def _draft(head: Row, folder: Path, directory: UnitDirectory) -> DirectiveDraft:
    issued_on = _day(head["issued_on"])
    effective_from = _day(head["effective_from"])
    scope = directory.resolve(head["scope_code"], issued_on or effective_from or OPEN_END)
    return DirectiveDraft(
        code=head["code"],
        number=head["number"],
        title=head["title"],
        scope_id=scope.id,
        is_number_printed=head["number_as_printed"] == "yes",
        kind=head["kind"],
        issuer=head["issuer"],
        issued_on=issued_on,
        effective_from=effective_from,
        effective_to=_day(head["effective_to"]),
        document=head["document"],
        note=head["note"],
        is_sample=head["is_sample"] == "yes",
        is_seed=folder == SEEDS,
    )


def _task(number: int, row: Row) -> TaskDraft:
    return TaskDraft(
        row=number,
        ordinal=int(row["ordinal"]),
        text=row["text"],
        section=row["section"],
        section_title=row["section_title"],
        number=row["number"],
        kind=TaskKind(row["kind"]),
        leads=row["leads"],
        supports=row["supports"],
        schedule=row["schedule"],
        indicator=row["indicator_code"],
        target=row["target"],
        unit_of_measure=row["unit_of_measure"],
        legal_basis=row["legal_basis"],
        product=row["product"],
        reading=row["reading"],
        note=row["note"],
    )


def _read(reader: MatrixReader, draft: TaskDraft) -> TaskReading:
    reading = reader.read(draft)
    if isinstance(reading, TaskReading):
        return reading
    worst: RowError = reading[0]
    raise RefusedError(
        "seed_row_unreadable",
        file="tasks.csv",
        row=worst.row,
        column=worst.column,
        value=worst.value,
        why=worst.code,
    )


def _settled_names(
    names: Sequence[Row], directive_code: str, directory: UnitDirectory, on: date
) -> dict[str, tuple[int | None, int | None, str]]:
    """Return what each printed name was settled to mean in one document."""
    groups = {group.code: group.id for group in db.session.scalars(sa.select(UnitGroup))}
    settled: dict[str, tuple[int | None, int | None, str]] = {}
    for row in names:
        if row["directive_code"] != directive_code:
            continue
        unit_id = directory.resolve(row["unit_code"], on).id if row["unit_code"] else None
        group_id = groups[row["group_code"]] if row["group_code"] else None
        settled[fold(row["printed"])] = (unit_id, group_id, row["note"])
    return settled


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
