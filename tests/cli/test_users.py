"""`tracker users`: the password is printed once, the answers are stable for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import Unit, User, db
from models.vocabulary import Role, UnitLevel
from tracker.services.passwords import check_hash

if TYPE_CHECKING:
    from tests.conftest import MakeActor, RunCli
    from tracker.config import Settings

pytestmark = pytest.mark.usefixtures("database")


def stored(username: str) -> User | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(db.select(User).where(User.username == username))


def test_add_prints_the_password_that_opens_the_account(run_cli: RunCli) -> None:
    result = run_cli(
        "users", "add", "Lan", "--name", "Chuyên viên", "--role", "office_staff", "--format", "json"
    )

    (row,) = result.json()
    user = stored("lan")
    assert result.exit_code == 0
    assert (row["username"], row["role"]) == ("lan", "office_staff")
    assert user is not None
    assert check_hash(row["password"], user.password_hash)[0]
    assert user.display_name == "Chuyên viên"


def test_add_needs_the_unit_of_a_units_role(run_cli: RunCli, database: Settings) -> None:
    db.session.add(Unit(code="T1", name="Sở Một", name_folded="x", level=UnitLevel.DEPARTMENT))
    db.session.commit()

    without = run_cli("users", "add", "lan", "--role", "department_head")
    unknown = run_cli("users", "add", "lan", "--role", "department_head", "--unit", "T9")
    with_it = run_cli("users", "add", "lan", "--role", "department_head", "--unit", "T1")

    assert (without.exit_code, unknown.exit_code, with_it.exit_code) == (1, 1, 0)
    assert "mã đơn vị" in without.stderr
    assert "T9" in unknown.stderr


@pytest.mark.parametrize("role", ["system", "public", "boss"])
def test_a_role_no_person_has_is_wrong_usage(run_cli: RunCli, role: str) -> None:
    assert run_cli("users", "add", "lan", "--role", role).exit_code == 2


def test_a_dry_run_adds_nobody(run_cli: RunCli) -> None:
    result = run_cli("users", "add", "lan", "--role", "approver", "--dry-run")

    assert result.exit_code == 0
    assert stored("lan") is None


def test_only_an_administrator_acts_on_accounts(run_cli: RunCli, make_actor: MakeActor) -> None:
    make_actor("minh", Role.OFFICE_STAFF)
    make_actor("boss", Role.ADMINISTRATOR)

    refused = run_cli("users", "add", "lan", "--role", "approver", "--by", "minh")
    done = run_cli("users", "add", "lan", "--role", "approver", "--by", "boss")

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert "minh" in refused.stderr


def test_list_names_every_account_and_no_password(run_cli: RunCli, make_actor: MakeActor) -> None:
    make_actor("lan", Role.APPROVER)

    result = run_cli("users", "list", "--format", "csv")

    assert result.stdout.splitlines()[0] == "username,name,role,unit,active"
    assert [(row["username"], row["role"]) for row in result.rows()] == [
        ("cli", "system"),
        ("lan", "approver"),
    ]


def test_set_password_gives_a_new_one(run_cli: RunCli) -> None:
    first = run_cli("users", "add", "lan", "--role", "approver", "--format", "json").json()[0]
    second = run_cli("users", "set-password", "lan", "--format", "json").json()[0]

    user = stored("lan")
    assert user is not None
    assert not check_hash(first["password"], user.password_hash)[0]
    assert check_hash(second["password"], user.password_hash)[0]


def test_set_role_and_deactivate_change_the_account(run_cli: RunCli) -> None:
    run_cli("users", "add", "lan", "--role", "approver")

    assert run_cli("users", "set-role", "lan", "--role", "administrator").exit_code == 0
    assert run_cli("users", "deactivate", "lan").exit_code == 0
    again = run_cli("users", "deactivate", "lan")

    user = stored("lan")
    assert user is not None
    assert user.role is Role.ADMINISTRATOR
    assert not user.is_active
    assert again.exit_code == 1
    assert "khóa" in again.stderr


def test_an_account_that_is_not_there_is_refused_in_one_sentence(run_cli: RunCli) -> None:
    result = run_cli("users", "set-password", "ai-do")

    assert result.exit_code == 1
    assert result.stderr.strip() == "Không có tài khoản “ai-do”."
