"""Imports in any order come to what a model of eighty lines says: state, revisions, alerts."""

from __future__ import annotations

import os
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from models import Dossier, DossierRevision, ImportBatch, IntegrityAlert, Source, Unit, db
from tests.dossier_files import row, write_export
from tests.dossier_model import FINISHED, OPEN, PAUSED, Facts, File, Model
from tracker.importing.dossiers import import_dossiers
from tracker.services import dossiers as intake

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.config import Settings
    from tracker.queries.accounts import Actor

IS_NIGHTLY = os.environ.get("TRACKER_NIGHTLY") == "1"
EXAMPLES, STEPS = (500, 50) if IS_NIGHTLY else (25, 20)
UNITS = {"615": "UBND huyện Đăk Hà", "616": "UBND huyện Sa Thầy"}
WORDS = {OPEN: "Đang xử lý", PAUSED: "Dừng xử lý", FINISHED: "Đã trả kết quả"}
_PASSED_OVER = row("DAY", Trạng_thái="Mới đăng ký", Ngày_tiếp_nhận="")
"""A row nobody received: no file is empty."""
AS_OF = (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31))


def days(*numbers: int) -> st.SearchStrategy[date]:
    return st.sampled_from([date(2024, 1, number) for number in numbers])


def facts_of(ending: tuple[str, date | None], received: date, due: date, unit: str) -> Facts:
    return Facts(received, due, ending[0], ending[1], unit)


#: Due days are working days, so that the day judged by is the printed one.
FACTS = st.builds(
    facts_of,
    st.one_of(
        st.just((OPEN, None)), st.just((PAUSED, None)),
        days(10, 12, 17, 24).map(lambda day: (FINISHED, day)),
    ),
    days(2, 3, 4, 5),
    days(12, 16, 23),
    st.sampled_from(list(UNITS)),
)  # fmt: skip
CODES = st.sampled_from("ABCDEF")
FILES = st.builds(
    lambda rows, bad, as_of, is_full: File(
        tuple(rows.items()), tuple(sorted(bad - rows.keys())), as_of, is_full
    ),
    st.dictionaries(CODES, FACTS, min_size=1, max_size=6),
    st.sets(CODES, max_size=2),
    st.sampled_from(AS_OF),
    st.booleans(),
)


def cells(code: str, facts: Facts) -> dict[str, str]:
    end = f"{facts.finished:%d/%m/%Y}" if facts.finished else ""
    return row(
        code,
        Ngày_tiếp_nhận=f"{facts.received:%d/%m/%Y}",
        Ngày_hẹn_trả=f"{facts.due:%d/%m/%Y}",
        Ngày_kết_thúc_xử_lý=end,
        Ngày_trả_kết_quả="",
        Trạng_thái=WORDS[facts.status],
        Đơn_vị=UNITS[facts.unit],
    )


class BrokenOffError(Exception):
    """Stands for whatever may go wrong in the middle of an import."""


def break_off(*_: Any, **__: Any) -> None:
    raise BrokenOffError


class Imports(RuleBasedStateMachine):
    """One source, its files in any order, some of them broken off."""

    actor: Actor
    folder: Path
    numbers = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.source = f"MAY-{next(self.numbers)}"
        self.model = Model()
        self.batches: dict[int, int] = {}
        self.files: list[File] = []

    def run(self, file: File) -> Any:
        rows = [cells(code, facts) for code, facts in file.rows]
        rows += [row(code, Đơn_vị="Sở Bay") for code in file.bad]
        path = write_export(self.folder / "export.csv", [*rows, _PASSED_OVER])
        return import_dossiers(
            path,
            source_code=self.source,
            actor=self.actor,
            as_of=file.as_of,
            full=file.is_full,
            shrunken=True,
        )

    def bring(self, file: File) -> None:
        report = self.run(file)
        number = self.model.bring(file)
        if number is None:
            assert report.already_imported or report.batch is None
        else:
            self.batches[report.batch] = number
        self.compare()

    @rule(file=FILES)
    def bring_a_new_file(self, file: File) -> None:
        self.files.append(file)
        self.bring(file)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def bring_one_again(self, data: st.DataObject) -> None:
        self.bring(data.draw(st.sampled_from(self.files)))

    @precondition(lambda self: self.files)
    @rule(data=st.data(), as_of=st.sampled_from(AS_OF))
    def bring_one_of_another_day(self, data: st.DataObject, as_of: date) -> None:
        self.bring_a_new_file(data.draw(st.sampled_from(self.files))._replace(as_of=as_of))

    @precondition(lambda self: self.files)
    @rule(data=st.data(), facts=FACTS, as_of=st.sampled_from(AS_OF))
    def bring_a_correction(self, data: st.DataObject, facts: Facts, as_of: date) -> None:
        old = data.draw(st.sampled_from(self.files))
        rows = (*old.rows[:-1], (old.rows[-1][0], facts))
        self.bring_a_new_file(old._replace(rows=rows, as_of=as_of))

    @rule(file=FILES, where=st.sampled_from(["finish", "_replace", "_compare"]))
    def break_one_off(self, file: File, where: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(intake.DossierIntake, where, break_off)
            try:
                self.run(file)
            except BrokenOffError:
                pass
            else:  # nothing came to the place: then it was a whole import like any other
                patch.undo()
                self._catch_up(file)
        self.compare()

    def _catch_up(self, file: File) -> None:
        number = self.model.bring(file)
        if number is not None:
            newest = db.session.scalar(_batches(self.source).order_by(ImportBatch.id.desc()))
            self.batches[newest.id] = number

    def compare(self) -> None:
        db.session.expire_all()
        source_id = db.session.scalar(sa.select(Source.id).where(Source.code == self.source))
        rows = db.session.scalars(sa.select(Dossier).where(Dossier.source_id == source_id))
        codes = dict(db.session.execute(sa.select(Unit.id, Unit.code)).all())
        known, keys = {}, {}
        for found in rows:
            keys[found.id] = found.code
            facts = Facts(
                found.received_on, found.due_on, found.status.value, found.finished_on,
                codes[found.unit_id],
            )  # fmt: skip
            batch = self.batches[found.batch_id]
            known[found.code] = (facts, found.as_of, found.revision, batch)
        assert known == self.model.known
        assert _revisions(keys) == sorted(each[:2] for each in self.model.revisions)
        assert _alerts(source_id, self.batches) == sorted(self.model.alerts)
        stored = db.session.scalars(_batches(self.source)).all()
        assert {batch.id for batch in stored} == set(self.batches)
        assert sum(batch.added_count for batch in stored) == len(known)
        assert sum(batch.updated_count for batch in stored) == len(self.model.revisions)
        db.session.rollback()


@pytest.mark.slow
def test_imports_in_any_order_come_to_what_the_model_says(
    seeded: Settings, system: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del seeded
    monkeypatch.setattr(Imports, "actor", system, raising=False)
    monkeypatch.setattr(Imports, "folder", tmp_path, raising=False)
    run_state_machine_as_test(
        Imports,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not IS_NIGHTLY,
            database=None,
            # Shrinking takes minutes; the nightly run has them.
            phases=tuple(Phase) if IS_NIGHTLY else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def _batches(source: str) -> sa.Select[ImportBatch]:
    return sa.select(ImportBatch).join(Source).where(Source.code == source)


def _revisions(keys: dict[int, str]) -> list[tuple[str, int]]:
    columns = DossierRevision.dossier_id, DossierRevision.revision
    rows = db.session.execute(sa.select(*columns).where(DossierRevision.dossier_id.in_(keys)))
    return sorted((keys[key], revision) for key, revision in rows)


def _alerts(source_id: int | None, batches: dict[int, int]) -> list[tuple[str, str, int]]:
    rows = db.session.scalars(
        sa.select(IntegrityAlert)
        .join(ImportBatch, ImportBatch.id == IntegrityAlert.batch_id)
        .where(ImportBatch.source_id == source_id)
    )
    return sorted((each.kind.value, each.details["code"], batches[each.batch_id]) for each in rows)
