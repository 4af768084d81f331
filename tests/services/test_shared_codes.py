"""Codes another source has, too: each import says how many it brings, and takes no row away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, db
from tests.dossier_files import open_row, row, write_export
from tracker.importing.dossiers import import_dossiers
from views.pages.reports import Report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunCli
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

Bring = Callable[..., "DossierReport"]


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports open dossiers into a source."""
    del seeded

    def run(source: str, codes: str, **options: Any) -> DossierReport:
        path = write_export(tmp_path / f"{source}.csv", [open_row(code) for code in codes])
        given: dict[str, Any] = {"as_of": date(2024, 1, 31), "actor": system, **options}
        return import_dossiers(path, source_code=source, **given)

    return run


def test_an_import_says_how_many_codes_it_brings_that_another_source_has(bring: Bring) -> None:
    assert bring("MOT", "ABC").shared_codes == 0

    looked = bring("HAI", "BCD", dry_run=True)
    taken = bring("HAI", "BCD")

    assert (looked.shared_codes, taken.shared_codes, taken.added) == (2, 2, 3)
    assert taken.as_dict()["shared_codes"] == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 6


def test_what_was_shared_before_is_not_counted_again(bring: Bring) -> None:
    bring("MOT", "ABC")
    bring("HAI", "BCD")

    assert bring("HAI", "ABCDE").shared_codes == 1
    assert bring("MOT", "ABCF").shared_codes == 0


def test_a_code_two_others_have_counts_once(bring: Bring) -> None:
    bring("MOT", "A")
    bring("HAI", "A")

    assert bring("BA", "AB").shared_codes == 1


def test_a_dossier_that_was_never_received_is_counted_nowhere(bring: Bring, tmp_path: Path) -> None:
    bring("MOT", "AB")
    db.session.execute(sa.update(Dossier).where(Dossier.code == "A").values(status="not_received"))
    db.session.commit()

    assert bring("HAI", "AB").shared_codes == 1


def test_the_preview_says_what_it_means(bring: Bring) -> None:
    bring("MOT", "ABC")

    report = Report.read(bring("HAI", "BCD", dry_run=True).as_dict())

    assert report.shared_notice.startswith("2 mã hồ sơ mới đã có ở một nguồn khác")
    assert Report.read(bring("MOT", "ABCE", dry_run=True).as_dict()).shared_notice == ""


def test_the_command_line_says_it(bring: Bring, run_cli: RunCli, tmp_path: Path) -> None:
    bring("MOT", "ABC")
    path = write_export(tmp_path / "b.csv", [row("A"), row("Z")])

    result = run_cli(
        "import", "dossiers", str(path), "--source", "HAI", "--as-of", "2024-01-31", "--dry-run"
    )

    assert "Lưu ý: 1 mã hồ sơ mới đã có ở một nguồn khác" in result.stdout
