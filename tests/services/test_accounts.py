"""Accounts: who may add them, what they need, and that every change is on record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from models import AuditEntry, Unit, User, db
from models.vocabulary import Role, UnitLevel
from tracker.errors import ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import Actor, get_actor
from tracker.services import passwords
from tracker.services.accounts import (
    PERSON_ROLES,
    add_user,
    change_role,
    deactivate,
    set_password,
)
from tracker.services.passwords import check_hash, hash_password
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings

AT = datetime(2024, 4, 1, tzinfo=UTC)
GOOD = "một câu dài dễ nhớ"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def unit(database: Settings) -> str:
    db.session.add(Unit(code="T1", name="Sở Một", name_folded="so mot", level=UnitLevel.DEPARTMENT))
    db.session.commit()
    return "T1"


def add(actor: Actor, username: str = "lan", **more: Any) -> str:
    values: dict[str, Any] = {"display_name": "Lan", "role": Role.OFFICE_STAFF, "at": AT, **more}
    with transaction():
        return add_user(actor=actor, username=username, **values)


def fits(username: str, password: str) -> bool:
    db.session.rollback()
    stored = db.session.scalars(
        db.select(User.password_hash).where(User.username == username)
    ).one()
    return check_hash(password, stored)[0]


def audited() -> list[tuple[str, str, str]]:
    rows = db.session.execute(
        db.select(AuditEntry.actor, AuditEntry.action, AuditEntry.object_key).order_by(
            AuditEntry.seq
        )
    )
    return [(row.actor, row.action, row.object_key) for row in rows]


def test_a_new_account_gets_a_random_password_that_opens_it(system: Actor) -> None:
    first, second = add(system), add(system, "minh")

    assert len(first) >= 12
    assert first != second
    assert fits("lan", first)
    assert not fits("lan", second)


def test_the_password_is_stored_nowhere_in_clear(system: Actor) -> None:
    password = add(system)

    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert password not in str(entry.details)
    assert entry.details == {"role": "office_staff", "unit": None}
    assert (
        db.session.scalars(db.select(User.password_hash).where(User.username == "lan"))
        .one()
        .startswith("$argon2id$")
    )


def test_hashes_are_as_strong_as_owasp_asks() -> None:
    stored = PasswordHash.recommended().hash("x")
    _, kind, _, costs, *_ = stored.split("$")
    values = {name: int(value) for name, value in (cost.split("=") for cost in costs.split(","))}

    assert kind == "argon2id"
    assert values["m"] >= 19 * 1024
    assert values["t"] >= 2


def test_a_hash_that_aged_is_renewed_when_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    old = hash_password(GOOD)
    stronger = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=16, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)

    fits_now, renewed = check_hash(GOOD, old)

    assert fits_now
    assert renewed is not None
    assert check_hash(GOOD, renewed) == (True, None)
    assert check_hash("sai", old) == (False, None)


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$broken"], ids=["none", "text", "cut"])
def test_a_hash_that_is_none_fits_nothing(stored: str) -> None:
    assert check_hash(stored, stored)[0] is False


@pytest.mark.parametrize(
    "username", ["a", "", "có dấu", "a b", "-a", "a-", "x" * 61, "a\nb", "a/b", "../a"]
)
def test_a_name_that_files_and_addresses_could_not_carry_is_refused(
    system: Actor, username: str
) -> None:
    with pytest.raises(RefusedError, match="username_invalid"):
        add(system, username)


def test_capitals_do_not_make_another_account(system: Actor) -> None:
    add(system, "lan")

    with pytest.raises(RefusedError, match="user_exists"):
        add(system, " LAN ")


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD])
def test_a_units_role_needs_its_unit(system: Actor, unit: str, role: Role) -> None:
    with pytest.raises(RefusedError, match="unit_required"):
        add(system, role=role)
    with pytest.raises(NotFoundError, match="account_unit_unknown"):
        add(system, role=role, unit_code="X")

    add(system, role=role, unit_code=unit)

    assert get_actor("lan").unit_name == "Sở Một"


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.SYSTEM])
def test_nobody_becomes_the_public_or_the_system(system: Actor, role: Role) -> None:
    with pytest.raises(RefusedError, match="role_not_for_people"):
        add(system, role=role)


@pytest.mark.parametrize("role", [role for role in PERSON_ROLES if role is not Role.ADMINISTRATOR])
def test_only_administrators_and_the_system_change_accounts(
    system: Actor, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("ai-do", role)
    add(system)

    for act in (
        lambda: add(actor, "minh"),
        lambda: set_password(actor=actor, username="lan"),
        lambda: change_role(actor=actor, username="lan", role=Role.APPROVER),
        lambda: deactivate(actor=actor, username="lan"),
    ):
        with pytest.raises(ForbiddenError, match="role_not_allowed"):
            act()


def test_everybody_may_change_their_own_password(system: Actor) -> None:
    add(system)
    with transaction():
        set_password(actor=get_actor("lan"), username="lan", password=GOOD)

    assert fits("lan", GOOD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn quá", "password_too_short"),
        ("a" * 14, "password_too_short"),
        ("một câu dài " * 20, "password_too_short"),
        ("", "password_too_short"),
        ("a" * 15, "password_too_common"),
        ("123456789012345", "password_too_common"),
        ("abcabcabcabcabc", "password_too_common"),
        ("matkhau12345678", "password_too_common"),
        ("Mật khẩu 2024 dúng hạn", "password_too_common"),
        ("lan.nguyen.lan.nguyen", "password_too_common"),
        ("qwertyuiopasdfgh", "password_too_common"),
        ("password!!!password", "password_too_common"),
        ("dunghan@kontum2024", "password_too_common"),
    ],
)
def test_a_password_anybody_would_try_is_refused(system: Actor, password: str, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        add(system, "lan.nguyen", password=password)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "Trời hôm nay nhiều mây",
        "🌧️ mưa cả ngày hôm qua",
        "x7#Kq9!mWz2$Lp4",
        "   khoảng trắng được   ",
    ],
)
def test_a_long_sentence_of_any_characters_is_taken(system: Actor, password: str) -> None:
    assert add(system, "lan.nguyen", password=password) == password
    assert fits("lan.nguyen", password)


def test_every_change_is_on_record(system: Actor) -> None:
    add(system)
    with transaction():
        set_password(actor=system, username="lan")
    with transaction():
        change_role(actor=system, username="lan", role=Role.APPROVER)
    with transaction():
        deactivate(actor=system, username="lan")

    assert audited() == [
        ("cli", "user_added", "lan"),
        ("cli", "password_set", "lan"),
        ("cli", "role_changed", "lan"),
        ("cli", "user_deactivated", "lan"),
    ]


def test_the_systems_own_account_is_left_alone(system: Actor, make_actor: MakeActor) -> None:
    boss = make_actor("boss", Role.ADMINISTRATOR)

    with pytest.raises(RefusedError, match="account_is_system"):
        set_password(actor=boss, username="cli")
    with pytest.raises(RefusedError, match="account_is_system"):
        deactivate(actor=boss, username="cli")


def test_nobody_changes_their_own_role_or_switches_themselves_off(
    make_actor: MakeActor, database: Settings
) -> None:
    boss = make_actor("boss", Role.ADMINISTRATOR)

    with pytest.raises(RefusedError, match="account_is_own"):
        change_role(actor=boss, username="boss", role=Role.APPROVER)
    with pytest.raises(RefusedError, match="account_is_own"):
        deactivate(actor=boss, username="boss")


def test_an_account_is_switched_off_once(system: Actor) -> None:
    add(system)
    with transaction():
        deactivate(actor=system, username="lan")

    with pytest.raises(RefusedError, match="user_inactive"):
        deactivate(actor=system, username="lan")
    with pytest.raises(NotFoundError, match="user_unknown"):
        deactivate(actor=system, username="minh")
