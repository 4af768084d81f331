from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import db
from tracker.services.audit import record_audit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.queries.accounts import Actor


def write(actor: Actor, count: int) -> None:
    with transaction():
        for number in range(count):
            record_audit(
                actor=actor, action="seeds_loaded", object_type="seeds", object_key=str(number)
            )


def damage(seq: int) -> None:
    with transaction():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("DROP TRIGGER audit_entry_no_update"))
        else:
            db.session.execute(sa.text("DROP TRIGGER audit_entry_frozen ON audit_entry"))
        db.session.execute(
            sa.text("UPDATE audit_entry SET object_key = 'khác' WHERE seq = :seq"), {"seq": seq}
        )


def test_a_whole_trail_is_confirmed_with_its_head(
    database: object, system: Actor, run_cli: RunCli
) -> None:
    write(system, 3)

    result = run_cli("audit", "verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "nguyên vẹn: 3 dòng" in result.stdout


def test_a_changed_line_is_named_and_the_command_fails(
    database: object, system: Actor, run_cli: RunCli
) -> None:
    write(system, 3)
    damage(2)

    result = run_cli("audit", "verify")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Nhật ký không còn nguyên vẹn từ dòng 2: nội dung dòng 2 đã bị sửa sau khi ghi.\n"
    )


def test_a_program_gets_the_finding_as_json(
    database: object, system: Actor, run_cli: RunCli
) -> None:
    write(system, 3)
    damage(3)

    result = run_cli("audit", "verify", "--format", "json")

    assert result.exit_code == 1
    found = result.json()
    assert (found["ok"], found["count"]) == (False, 2)
    assert (found["first_bad_seq"], found["why"]) == (3, "audit_entry_changed")


def test_the_trail_is_listed_newest_first(database: object, system: Actor, run_cli: RunCli) -> None:
    write(system, 5)

    result = run_cli("audit", "list", "--limit", "2", "--format", "csv")

    assert result.exit_code == 0
    assert [(row["seq"], row["object_key"], row["actor"]) for row in result.rows()] == [
        ("5", "4", "cli"),
        ("4", "3", "cli"),
    ]


def test_a_limit_below_one_is_wrong_usage(database: object, run_cli: RunCli) -> None:
    assert run_cli("audit", "list", "--limit", "0").exit_code == 2
