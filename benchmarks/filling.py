"""What several benchmarks put into a database: a document with its figures, and a login."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from models import (
    Assignment,
    Catalogue,
    Directive,
    ImportBatch,
    Indicator,
    Source,
    Target,
    Task,
    User,
    db,
)
from models.vocabulary import (
    OPEN_END,
    OPEN_START,
    AssignmentRole,
    BatchKind,
    Comparator,
    Language,
    Role,
    SourceKind,
    TaskKind,
)
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.bulk import bulk_insert
from tracker.services.sessions import Proof, open_session
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

INDICATORS = 21
VIEWER = "nguoi-xem"


def add_viewer() -> None:
    """Add a person of the office."""
    db.session.add(
        User(
            username=VIEWER,
            display_name="Người xem",
            role=Role.OFFICE_STAFF,
            created_at=now(),
            language=Language.VIETNAMESE,
        )
    )
    db.session.commit()


def log_viewer_in() -> str:
    """Return the token of a login of that person."""
    with transaction():
        return open_session(
            proof=Proof(get_actor(VIEWER), None),
            address="127.0.0.1",
            at=now(),
            lifetime=timedelta(hours=12),
        )


def add_document(scope_id: int, group_id: int) -> list[int]:
    """Add a document that gives a group a target for each indicator; return the indicators.

    Args:
        scope_id: Its province.
        group_id: The group that leads every row.
    """
    catalogue = Catalogue(code="B", name="Đo tốc độ", valid_from=OPEN_START, valid_to=OPEN_END)
    document = Directive(
        code="B", number="B/2024", number_folded="b/2024", title="Đo tốc độ", scope_id=scope_id
    )
    db.session.add_all([catalogue, document])
    db.session.flush()
    chance = random.Random(7)
    indicator_ids = []
    for n in range(1, INDICATORS + 1):
        indicator = Indicator(
            catalogue_id=catalogue.id, ordinal=n, code=f"B.{n}", name=f"Chỉ số {n}"
        )
        db.session.add(indicator)
        db.session.flush()
        indicator_ids.append(indicator.id)
        task = Task(
            directive_id=document.id,
            ordinal=n,
            number=str(n),
            text=f"Chỉ tiêu {n}",
            kind=TaskKind.MEASURED,
            indicator_id=indicator.id,
        )
        db.session.add(task)
        db.session.flush()
        db.session.add_all(
            [
                Assignment(
                    task_id=task.id,
                    role=AssignmentRole.LEAD,
                    position=1,
                    printed="Mọi đơn vị",
                    group_id=group_id,
                ),
                Target(
                    task_id=task.id,
                    comparator=Comparator.AT_LEAST,
                    value=Decimal(chance.choice([80, 90, 95, 100])),
                    phrase="",
                    valid_from=OPEN_START,
                    valid_to=OPEN_END,
                ),
            ]
        )
    return indicator_ids


def add_figures(
    unit_ids: Sequence[int], indicator_ids: Sequence[int], periods: Sequence[str], as_of: date
) -> None:
    """Add a figure of every unit for every indicator in every period, the same each time.

    Args:
        unit_ids: The units.
        indicator_ids: The indicators.
        periods: The periods.
        as_of: The day the figures describe.
    """
    source = Source(code="BENCH", kind=SourceKind.FILE)
    db.session.add(source)
    db.session.flush()
    kinds = ("row", "accepted", "added", "updated", "unchanged", "rejected", "skipped")
    batch = ImportBatch(
        kind=BatchKind.MEASUREMENTS,
        source_id=source.id,
        file_name="bench.csv",
        file_sha256="0" * 64,
        as_of=as_of,
        created_at=now(),
        created_by=get_actor(SYSTEM_USERNAME).id,
        **{f"{kind}_count": 0 for kind in kinds},
    )
    db.session.add(batch)
    db.session.flush()
    chance, day = random.Random(5), as_of.isoformat()

    def figures() -> Iterator[tuple[object, ...]]:
        for key in product(periods, indicator_ids, unit_ids):
            whole = chance.randrange(400)
            part = int(whole * chance.betavariate(8, 1))
            yield *key, source.id, 1, True, part, whole, "", "", day, batch.id

    names = (
        "period indicator_id unit_id source_id revision is_current numerator denominator quality"
    )
    bulk_insert("measurement", (*names.split(), "note", "as_of", "batch_id"), figures())
    db.session.commit()
