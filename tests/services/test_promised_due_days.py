"""Due days that go later: a letter of apology that was sent accounts for the day it promises."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import ApologyLetter, Dossier, db
from models.vocabulary import ApologyRegime, LetterState
from tests.dossier_files import open_row, write_export
from tracker.clock import now
from tracker.importing.dossiers import import_dossiers

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.config import Settings
    from tracker.queries.accounts import Actor


@pytest.mark.parametrize(
    ("state", "promised_on", "alerts"),
    [
        pytest.param(LetterState.SENT, date(2024, 1, 19), 0, id="that very day"),
        pytest.param(LetterState.SENT, date(2024, 1, 18), 1, id="an earlier day"),
        pytest.param(LetterState.SENT, None, 1, id="no day"),
        pytest.param(LetterState.SIGNED, date(2024, 1, 19), 1, id="not sent"),
    ],
)
def test_a_letter_of_apology_that_was_sent_accounts_for_the_day_it_promises(
    seeded: Settings,
    system: Actor,
    tmp_path: Path,
    state: LetterState,
    promised_on: date | None,
    alerts: int,
) -> None:
    del seeded
    first = write_export(tmp_path / "first.csv", [open_row("A")])
    import_dossiers(first, source_code="MOTCUA", as_of=date(2024, 1, 10), actor=system)
    known = db.session.scalars(sa.select(Dossier)).one()
    db.session.add(
        ApologyLetter(
            dossier_id=known.id,
            ordinal=1,
            unit_id=known.unit_id,
            regime=ApologyRegime.ND61,
            state=state,
            reason="Chờ ý kiến",
            promised_on=promised_on,
            drafted_by=system.id,
            drafted_at=now(),
        )
    )
    db.session.commit()

    later = write_export(tmp_path / "later.csv", [open_row("A", Ngày_hẹn_trả="19/01/2024")])
    report = import_dossiers(later, source_code="MOTCUA", as_of=date(2024, 1, 11), actor=system)

    assert (report.updated, report.alert_count) == (1, alerts)
    missing = "không có tạm dừng, cũng không có phiếu xin lỗi đã gửi hẹn đến ngày đó lúc chưa quá"
    assert all(missing in alert["message"] for alert in report.alerts)
