"""Whether what everybody reads has changed, by the audit trail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from models import db
from tracker.queries.accounts import get_actor
from tracker.queries.public_changes import PublicChange, find_public_change
from tracker.services.audit import record_audit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings


@pytest.fixture(autouse=True)
def staff(database: Settings, make_actor: MakeActor) -> None:
    make_actor("staff")


def write(action: str, object_type: str) -> None:
    with transaction():
        record_audit(
            actor=get_actor("staff"), action=action, object_type=object_type, object_key="1"
        )


def changed(known: PublicChange | None) -> bool:
    """Return whether there is a newer change than the one known."""
    found = find_public_change(known)
    assert found is not None
    return found.seq != (0 if known is None else known.seq)


@pytest.mark.parametrize(
    ("action", "object_type", "is_change"),
    [
        ("late_list_published", "publication", True),
        ("unit_closed", "unit", True),
        ("units_imported", "import_batch", True),
        ("seeds_loaded", "seeds", True),
        ("user_deactivated", "user", True),
        ("logged_in", "user", False),
        ("logged_out", "user", False),
        ("session_ended", "user", False),
        ("imported", "import_batch", False),
        ("explanation_written", "explanation", False),
    ],
)
@pytest.mark.parametrize("is_first", [True, False], ids=["first-look", "later-look"])
def test_only_what_everybody_reads_is_a_change(
    action: str, object_type: str, is_change: bool, is_first: bool
) -> None:
    known = None if is_first else find_public_change()
    write(action, object_type)

    assert changed(known) is is_change


def test_a_change_stays_known_while_other_things_happen() -> None:
    write("late_list_published", "publication")
    known = find_public_change()
    write("imported", "import_batch")

    assert known is not None
    assert not changed(known)


def test_a_trail_that_became_shorter_is_looked_at_from_its_start() -> None:
    write("late_list_published", "publication")
    known = find_public_change()
    assert known is not None
    of_another_database = replace(known, seen=known.seen + 100, seq=known.seq + 100)

    assert find_public_change(of_another_database) == known


def test_a_database_that_cannot_be_asked_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(db.session, "scalar", fail)

    assert find_public_change() is None
