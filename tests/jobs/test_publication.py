"""A list is published with all its files or not at all; what was published stays byte for byte."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlalchemy.exc import DBAPIError

from models import AuditEntry, Publication, RenderedFile, db
from models.vocabulary import PublicationState, Role
from tests.conftest import SECRET, close_database
from tests.published import CODE, MARCH, OFFICER, ORDER, Publisher, public
from tests.publishing.papers import docx_text, pdf_text
from tests.remembered import remembered
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.jobs import publication as job
from tracker.jobs.publication import run_publication, run_rendering
from tracker.publishing.published_files import render_published_files
from tracker.queries.accounts import get_actor
from tracker.queries.publications import get_publication
from tracker.queries.rendered_files import get_rendered_content, list_rendered_files
from tracker.rules.canonical import sha256_hex
from tracker.rules.public_lists import FILE_FORMATS
from tracker.services.late_lists import publish_late_list
from tracker.services.rendered_files import record_rendered_files
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Publisher:
    on_day(date(2024, 6, 10))
    return Publisher(database, make_actor)


def stored(period: str = MARCH, version: int | None = None) -> dict[str, bytes]:
    """Return the files of a version as they lie in the database."""
    db.session.rollback()
    found = get_publication(period, version, public_only=True)
    return {
        row.format: get_rendered_content(found.id, row.format)
        for row in list_rendered_files(found.id)
    }


def state() -> PublicationState:
    db.session.rollback()
    return db.session.scalars(sa.select(Publication.state)).one()


def sheet(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def readable(content: bytes) -> str:
    """Return the text of a file, that of an archive's members, too."""
    if content.startswith(b"PK"):
        with ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return content.decode("utf-8", "replace")


def test_a_list_is_published_with_every_file_and_its_hash(office: Publisher) -> None:
    office.publish()

    found = get_publication(MARCH, public_only=True)
    rows = list_rendered_files(found.id)
    assert [row.format for row in rows] == list(FILE_FORMATS)
    for row in rows:
        content = get_rendered_content(found.id, row.format)
        assert (sha256_hex(content), len(content)) == (row.sha256, row.byte_count)
    assert rows[0].sha256 == found.sha256
    assert [content[:4] for content in stored().values()][2:] == [b"PK\3\4", b"PK\3\4", b"%PDF"]


def test_the_trail_names_the_hash_of_every_file(office: Publisher) -> None:
    office.publish()

    action = AuditEntry.action == "late_list_files_kept"
    entry = db.session.scalars(sa.select(AuditEntry).where(action)).one()
    assert entry.details is not None
    assert entry.details["files"] == {name: sha256_hex(each) for name, each in stored().items()}


def test_what_was_published_stays_whatever_the_settings_become(office: Publisher) -> None:
    office.publish()
    before = stored()
    later = replace(office.settings, issuer_agency="SỞ NỘI VỤ", issuer_place="Nơi khác")

    found = get_publication(MARCH, public_only=True)
    assert render_published_files(found, later)["pdf"] != before["pdf"]
    assert run_rendering(period=None, actor=get_actor("staff"), settings=later) == []
    assert stored() == before


def test_files_that_stand_are_kept_and_none_are_without_a_publication(office: Publisher) -> None:
    office.approve()
    keep: dict[str, Any] = {"version": 1, "files": {"csv": b"x"}, "actor": get_actor("staff")}
    with pytest.raises(NotFoundError), transaction():
        record_rendered_files(period=MARCH, **keep)
    office.release()
    before = stored()

    with transaction():
        assert record_rendered_files(period=MARCH, **keep) is False
    assert stored() == before


def test_a_stored_file_can_be_neither_changed_nor_deleted(office: Publisher) -> None:
    office.publish()

    for statement in (
        sa.update(RenderedFile).values(content=b"x"),
        sa.delete(RenderedFile),
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(statement)
        db.session.rollback()


def test_nothing_is_published_when_a_file_cannot_be_made(
    office: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.approve()

    def fail(*_: Any) -> None:
        raise RefusedError("document_too_slow", title="x")

    monkeypatch.setattr(job, "render_published_files", fail)
    with pytest.raises(RefusedError, match="document_too_slow"):
        office.release()

    assert state() is PublicationState.APPROVED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RenderedFile)) == 0


def test_a_rehearsal_leaves_nothing(office: Publisher) -> None:
    office.approve()

    assert office.release(dry_run=True).state is PublicationState.PUBLISHED

    assert state() is PublicationState.APPROVED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RenderedFile)) == 0


def test_a_version_approved_meanwhile_is_not_published_with_the_files_of_another(
    office: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.approve()
    make = render_published_files

    def meanwhile(*arguments: Any) -> dict[str, bytes]:
        files = make(*arguments)
        office.withdraw("Sai số liệu")
        office.add(date(2024, 3, 21))
        office.approve()
        return files

    monkeypatch.setattr(job, "render_published_files", meanwhile)
    with pytest.raises(ConflictError, match="published_list_moved"):
        office.release()

    states = db.session.scalars(sa.select(Publication.state).order_by(Publication.version))
    assert list(states) == [PublicationState.WITHDRAWN, PublicationState.APPROVED]


def test_who_may_not_publish_is_refused_before_anything_is_made(
    office: Publisher, make_actor: MakeActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.approve()
    monkeypatch.setattr(job, "render_published_files", lambda *_: pytest.fail("files were made"))
    administrator = make_actor("admin", Role.ADMINISTRATOR)
    with pytest.raises(ForbiddenError):
        run_publication(period=MARCH, actor=administrator, settings=office.settings)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        pytest.param((), "late_list_missing", id="nothing-there"),
        pytest.param(("publish",), "late_list_already_published", id="published"),
        pytest.param(("publish", "withdraw"), "late_list_withdrawn", id="withdrawn"),
    ],
)
def test_only_an_approved_list_is_published(
    office: Publisher, steps: tuple[str, ...], code: str
) -> None:
    for step in steps:
        getattr(office, step)(*(("Sai",) if step == "withdraw" else ()))
    with pytest.raises(RefusedError, match=code):
        office.release()


@pytest.mark.parametrize(
    ("months", "day"), [(0, None), (6, date(2024, 12, 10))], ids=["never", "half-a-year"]
)
def test_the_take_down_day_is_written_at_publication(
    office: Publisher, months: int, day: date | None
) -> None:
    office.publish(settings=public(office.settings, take_down_months=months))

    assert get_publication(MARCH, public_only=True).take_down_on == day


def test_no_file_names_an_officer_or_a_whole_code(office: Publisher, tmp_path: Path) -> None:
    office.publish()

    files = stored()
    texts = [readable(content) for name, content in files.items() if name != "pdf"]
    texts.append(pdf_text(files["pdf"], tmp_path))
    for text in texts:
        assert OFFICER not in text
        assert CODE not in text


def test_an_order_names_who_has_an_overdue_dossier_and_is_cited(
    office: Publisher, tmp_path: Path
) -> None:
    office.publish(settings=public(office.settings, officers_order=ORDER))

    files = stored()
    content = get_publication(MARCH, public_only=True).content
    assert content["officers_order"] == ORDER
    assert [row["officer"] for row in content["open_overdue"]] == [OFFICER]
    assert not any("officer" in row for row in content["finished_late"])
    assert OFFICER in readable(files["csv"])
    for text in (docx_text(files["docx"]), pdf_text(files["pdf"], tmp_path)):
        assert OFFICER in " ".join(text.split())
        assert ORDER in " ".join(text.split())


class TestListsFromBefore:
    """A list published before files were kept."""

    @pytest.fixture(autouse=True)
    def published(self, office: Publisher) -> None:
        office.approve()
        with transaction():
            publish_late_list(period=MARCH, actor=get_actor("staff"))

    def render(self, office: Publisher, **more: Any) -> list[tuple[str, int]]:
        done = run_rendering(
            period=None, actor=get_actor("staff"), settings=office.settings, **more
        )
        return [(each.period, each.version) for each in done]

    def test_it_gets_its_files_once(self, office: Publisher) -> None:
        assert stored() == {}
        assert self.render(office) == [(MARCH, 1)]
        first = stored()

        assert self.render(office) == []
        assert stored() == first
        assert list(first) == list(FILE_FORMATS)

    def test_a_rehearsal_keeps_nothing(self, office: Publisher) -> None:
        assert self.render(office, dry_run=True) == [(MARCH, 1)]
        assert stored() == {}

    def test_who_may_not_publish_has_none_made(
        self, office: Publisher, make_actor: MakeActor
    ) -> None:
        administrator = make_actor("admin", Role.ADMINISTRATOR)

        with pytest.raises(ForbiddenError):
            run_rendering(period=None, actor=administrator, settings=office.settings)
        assert stored() == {}

    def test_a_withdrawn_one_gets_none(self, office: Publisher) -> None:
        office.withdraw("Sai")

        assert self.render(office) == []


CHILD = """
import os, sys
from pathlib import Path
from tracker.config import Settings
from tracker.runtime import create_runtime
from tracker.jobs import publication as job
from tracker.queries.accounts import get_actor
url, folder, secret, moment = sys.argv[1:]
settings = Settings(instance=Path(folder), database_url=url, secret_key=secret)
wanted, kept = job.render_published_files, job.record_rendered_files
def told(text):
    print(text, flush=True)
    sys.stdin.readline()
def rendered(*arguments):
    files = wanted(*arguments)
    if moment == "rendered": told("here")
    return files
def recorded(**arguments):
    done = kept(**arguments)
    if moment == "recorded": told("here")
    return done
job.render_published_files, job.record_rendered_files = rendered, recorded
with create_runtime(settings).app_context():
    job.run_publication(period="2024-03", actor=get_actor("staff"), settings=settings)
"""


@pytest.mark.parametrize("moment", ["rendered", "recorded"])
def test_a_kill_before_the_end_leaves_nothing_and_the_next_try_publishes(
    office: Publisher, moment: str
) -> None:
    office.approve()
    settings = office.settings
    close_database()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, settings.database_url, str(settings.instance), SECRET,
         moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        child.send_signal(signal.SIGKILL)

    assert state() is PublicationState.APPROVED
    assert stored_count() == 0
    office.release()
    assert (state(), stored_count()) == (PublicationState.PUBLISHED, len(FILE_FORMATS))


def stored_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(RenderedFile)) or 0


def test_files_print_rates_over_few_as_counts_and_say_so(office: Publisher, tmp_path: Path) -> None:
    office.publish()

    files = stored()
    for text in (docx_text(files["docx"]), pdf_text(files["pdf"], tmp_path)):
        flat = " ".join(text.split())
        assert "– (0/2)" in flat
        assert "100 % (12/12)" in flat
        assert "0 % (0/2)" not in flat
        assert "– (0/3)" in flat
        assert "0 % (0/3)" not in flat
        assert "Dưới 10 hồ sơ thì chỉ in số hồ sơ" in flat
    rows = sheet(files["xlsx"], "Đơn vị")
    rate = rows[1].index("Tỷ lệ trước và đúng hạn (%)")
    assert [(row[1], row[rate]) for row in rows[2:4]] == [("UBND xã Hai", 100), ("UBND xã Một", "")]
    assert [row[-2:] for row in rows[2:]] == [["", ""]] * 3
