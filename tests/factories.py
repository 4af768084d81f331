"""Small rows for tests; each function commits what it makes and returns what names it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, Final

from models import (
    Assignment,
    Catalogue,
    Directive,
    Dossier,
    ImportBatch,
    Indicator,
    Measurement,
    Procedure,
    Source,
    Target,
    Task,
    Unit,
    UnitAlias,
    UnitSuccession,
    db,
)
from models.vocabulary import (
    OPEN_END,
    OPEN_START,
    AssignmentRole,
    BatchKind,
    Comparator,
    DossierStatus,
    ScheduleKind,
    SourceKind,
    SuccessionKind,
    TaskKind,
    UnitLevel,
)
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.rules.text import fold

_NUMBERS: Final = count(1)


def make_unit(
    code: str,
    name: str,
    *,
    level: UnitLevel = UnitLevel.COMMUNE,
    parent_id: int | None = None,
    valid_from: date = OPEN_START,
    valid_to: date = OPEN_END,
    aliases: tuple[str, ...] = (),
) -> int:
    """Add a unit and return its key."""
    unit = Unit(
        code=code,
        name=name,
        name_folded=fold(name),
        level=level,
        parent_id=parent_id,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    db.session.add(unit)
    db.session.flush()
    for alias in aliases:
        db.session.add(UnitAlias(unit_id=unit.id, alias=alias, folded=fold(alias)))
    unit_id = unit.id
    db.session.commit()
    return unit_id


def make_succession(predecessor_id: int, successor_id: int, effective_on: date) -> None:
    """Hand a unit's work to another from a day on; the unit itself ends where its days say."""
    db.session.add(
        UnitSuccession(
            predecessor_id=predecessor_id,
            successor_id=successor_id,
            effective_on=effective_on,
            kind=SuccessionKind.MERGED,
            document="NQ 1",
        )
    )
    db.session.commit()


def make_indicator(
    code: str, name: str, *, unit_of_measure: str = "%", catalogue: str = "thử"
) -> int:
    """Add an indicator, with its catalogue if that is new, and return its key."""
    found = db.session.query(Catalogue).filter_by(code=catalogue).one_or_none()
    if found is None:
        found = Catalogue(
            code=catalogue, name="Danh mục thử", valid_from=OPEN_START, valid_to=OPEN_END
        )
        db.session.add(found)
        db.session.flush()
    ordinal = db.session.query(Indicator).filter_by(catalogue_id=found.id).count() + 1
    indicator = Indicator(
        catalogue_id=found.id,
        ordinal=ordinal,
        code=code,
        name=name,
        unit_of_measure=unit_of_measure,
    )
    db.session.add(indicator)
    db.session.flush()
    indicator_id = indicator.id
    db.session.commit()
    return indicator_id


def make_source(code: str, *, is_sample: bool = False) -> int:
    """Add a one-stop system as a source and return its key."""
    source = Source(code=code, name=code.title(), kind=SourceKind.ONE_STOP, is_sample=is_sample)
    db.session.add(source)
    db.session.commit()
    return source.id


def make_batch(source_id: int, as_of: date) -> int:
    """Add an import of dossiers and return its key."""
    kinds = ("row", "accepted", "added", "updated", "unchanged", "rejected", "skipped")
    batch = ImportBatch(
        kind=BatchKind.DOSSIERS,
        source_id=source_id,
        file_name="dossiers.csv",
        file_sha256=f"{next(_NUMBERS):064x}",
        as_of=as_of,
        created_at=now(),
        created_by=get_actor(SYSTEM_USERNAME).id,
        **{f"{kind}_count": 0 for kind in kinds},
    )
    db.session.add(batch)
    db.session.commit()
    return batch.id


def make_procedure(code: str = "", name: str = "") -> int:
    """Add an administrative procedure and return its key."""
    code = code or f"1.{next(_NUMBERS):06d}"
    procedure = Procedure(code=code, name=name or f"Thủ tục {code}", field="Đất đai")
    db.session.add(procedure)
    db.session.commit()
    return procedure.id


def make_dossier(
    *,
    unit_id: int,
    batch_id: int,
    procedure_id: int,
    received_on: date,
    due_on: date | None,
    finished_on: date | None = None,
    **more: Any,
) -> int:
    """Add a dossier, finished when it has an end and open when it has none; return its key."""
    batch = db.session.get_one(ImportBatch, batch_id)
    values = {
        "code": f"H99.1-{received_on:%y%m%d}-{next(_NUMBERS):04d}",
        "judged_due_on": due_on,
        "status": DossierStatus.FINISHED if finished_on else DossierStatus.OPEN,
        **more,
    }
    dossier = Dossier(
        source_id=batch.source_id,
        batch_id=batch_id,
        unit_id=unit_id,
        procedure_id=procedure_id,
        received_on=received_on,
        due_on=due_on,
        finished_on=finished_on,
        as_of=batch.as_of,
        **values,
    )
    db.session.add(dossier)
    db.session.commit()
    return dossier.id


def make_directive(
    number: str,
    scope_id: int,
    *,
    effective_from: date | None = None,
    effective_to: date | None = None,
    is_sample: bool = False,
) -> int:
    """Add a document without rows and return its key."""
    directive = Directive(
        code=number,
        number=number,
        number_folded=fold(number),
        title=f"Văn bản {number}",
        scope_id=scope_id,
        effective_from=effective_from,
        effective_to=effective_to,
        is_sample=is_sample,
    )
    db.session.add(directive)
    db.session.commit()
    return directive.id


def make_task(
    directive_id: int,
    *,
    leads: tuple[int, ...] = (),
    supports: tuple[int, ...] = (),
    group_id: int | None = None,
    indicator_id: int | None = None,
    target: tuple[str, str] | None = None,
    target_from: date = OPEN_START,
    target_to: date = OPEN_END,
    target_unit: str = "%",
    baseline_year: int | None = None,
    section: str = "",
    number: str | None = None,
    schedule_kind: ScheduleKind | None = None,
    due_on: date | None = None,
) -> int:
    """Add a row to a document, measured when it has an indicator; return its key.

    Args:
        target: Comparator and value as text: (">=", "95").
    """
    ordinal = db.session.query(Task).filter_by(directive_id=directive_id).count() + 1
    task = Task(
        directive_id=directive_id,
        ordinal=ordinal,
        section=section,
        number=str(ordinal) if number is None else number,
        text=f"Nhiệm vụ {ordinal}",
        kind=TaskKind.PRODUCT if indicator_id is None else TaskKind.MEASURED,
        indicator_id=indicator_id,
        schedule_kind=schedule_kind,
        due_on=due_on,
    )
    db.session.add(task)
    db.session.flush()
    task_id = task.id
    parties = [(AssignmentRole.LEAD, unit_id, None) for unit_id in leads]
    parties += [(AssignmentRole.SUPPORTING, unit_id, None) for unit_id in supports]
    if group_id is not None:
        parties.append((AssignmentRole.LEAD, None, group_id))
    for position, (role, unit_id, group) in enumerate(parties, start=1):
        db.session.add(
            Assignment(
                task_id=task_id,
                role=role,
                position=position,
                printed="đơn vị",
                unit_id=unit_id,
                group_id=group,
            )
        )
    if target is not None:
        db.session.add(
            Target(
                task_id=task_id,
                comparator=Comparator(target[0]),
                value=Decimal(target[1]),
                baseline_year=baseline_year,
                unit_of_measure=target_unit,
                phrase=" ".join(target),
                valid_from=target_from,
                valid_to=target_to,
            )
        )
    db.session.commit()
    return task_id


def make_figure(
    indicator_id: int,
    unit_id: int,
    period: str,
    numerator: int | None = None,
    denominator: int | None = None,
    *,
    value: str | None = None,
    quality: str = "",
    source: str = "NGUON",
    as_of: date = date(2026, 1, 1),
) -> int:
    """Add a figure, a new revision where its source gave one before; return its key."""
    found = db.session.query(Source).filter_by(code=source).one_or_none()
    source_id = make_source(source) if found is None else found.id
    key = {
        "indicator_id": indicator_id,
        "unit_id": unit_id,
        "period": period,
        "source_id": source_id,
    }
    known = db.session.query(Measurement).filter_by(**key)
    revision = known.count() + 1
    known.update({"is_current": False})
    measurement = Measurement(
        **key,
        revision=revision,
        is_current=True,
        numerator=numerator,
        denominator=denominator,
        value=None if value is None else Decimal(value),
        quality=quality,
        as_of=as_of,
        batch_id=make_batch(source_id, as_of),
    )
    db.session.add(measurement)
    db.session.commit()
    return measurement.id
