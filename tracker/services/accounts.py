"""Accounts: who may log in, as what, for which unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Unit, User, db
from models.vocabulary import UNIT_ROLES, Language, Role
from tracker.clock import now
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.emails import check_email
from tracker.rules.passwords import check_chosen_password
from tracker.services.audit import record_audit
from tracker.services.outbox import stop_messages
from tracker.services.passwords import hash_password, random_password
from tracker.services.sessions import end_sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tracker.queries.accounts import Actor

MANAGERS: Final = (Role.ADMINISTRATOR, Role.SYSTEM)
"""Roles that may change other people's accounts."""

PERSON_ROLES: Final = (
    Role.UNIT_OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.OFFICE_STAFF,
    Role.APPROVER,
    Role.ADMINISTRATOR,
)
"""Roles a person's account may have; the public has none, the system's account is the seeds'."""

_USERNAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])")


def add_user(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    role: Role,
    at: datetime,
    unit_code: str | None = None,
    password: str | None = None,
    language: Language = Language.VIETNAMESE,
    email: str = "",
) -> str:
    """Add an account and return its password, the one moment it can be read.

    Args:
        actor: An administrator or the system.
        username: 2 to 60 of a-z, 0-9, dot, hyphen, underscore; capitals are folded.
        display_name: What others see, such as a title; never empty (then the username).
        role: One of `PERSON_ROLES`.
        at: Now.
        unit_code: Code of a unit; needed for `UNIT_ROLES`.
        password: Chosen by the person; None makes a random one.
        language: Of the screens until they choose another.
        email: Where digests go; empty for somebody who gets none.

    Raises:
        ForbiddenError: `role_not_allowed`.
        RefusedError: `username_invalid`, `user_exists`, `role_not_for_people`, `unit_required`,
            `password_too_short`, `password_too_common` or `email_invalid`.
        NotFoundError: `account_unit_unknown`.
    """
    require_role(actor, MANAGERS)
    username = username.strip().casefold()
    if not _USERNAME.fullmatch(username):
        raise RefusedError("username_invalid", username=username)
    if db.session.scalar(sa.select(User.id).where(User.username == username)) is not None:
        raise RefusedError("user_exists", username=username)
    unit_id = _unit_for(role, unit_code)
    if password is None:
        password = random_password()
    else:
        check_chosen_password(password, username=username)
    db.session.add(
        User(
            username=username,
            display_name=display_name.strip() or username,
            role=role,
            unit_id=unit_id,
            password_hash=hash_password(password),
            created_at=at,
            language=language,
            email=check_email(email),
        )
    )
    db.session.flush()
    _record(actor, "user_added", username, {"role": role.value, "unit": unit_code})
    return password


def set_password(
    *,
    actor: Actor,
    username: str,
    password: str | None = None,
    keep_session_id: int | None = None,
) -> str:
    """Give an account a new password and end its logins; return the password.

    Args:
        actor: The account itself, an administrator or the system.
        username: Whose.
        password: As chosen; None makes a random one.
        keep_session_id: The login the change was made in, which goes on.

    Raises:
        ForbiddenError: `role_not_allowed` for somebody else's account.
        NotFoundError: `user_unknown`.
        RefusedError: `account_is_system`, `password_too_short` or `password_too_common`.
    """
    if actor.username != username.strip().casefold():
        require_role(actor, MANAGERS)
    user = _get_person(username)
    if password is None:
        password = random_password()
    else:
        check_chosen_password(password, username=user.username)
    user.password_hash = hash_password(password)
    db.session.flush()
    end_sessions(user_id=user.id, keep_session_id=keep_session_id)
    _record(actor, "password_set", user.username)
    return password


def set_email(*, actor: Actor, username: str, email: str) -> str:
    """Set where an account's digests go and return it as it is kept.

    The trail says that the address changed, never the address.

    Args:
        actor: The account itself, an administrator or the system.
        username: Whose.
        email: As typed; empty takes it away, which is not for oneself to do: nobody signs off
            from being told of their duties.

    Raises:
        ForbiddenError: `role_not_allowed` for somebody else's account.
        NotFoundError: `user_unknown`.
        RefusedError: `account_is_system`, `email_needed` or `email_invalid`.
    """
    if actor.username != username.strip().casefold():
        require_role(actor, MANAGERS)
    user = _get_person(username)
    address = check_email(email)
    if not address and actor.role not in MANAGERS:
        raise RefusedError("email_needed")
    if address != user.email:
        user.email = address
        db.session.flush()
        _record(actor, "email_set", user.username, {"given": bool(address)})
    return address


def change_role(*, actor: Actor, username: str, role: Role, unit_code: str | None = None) -> None:
    """Give an account another role or unit; its logins end, so that nothing old lingers.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `user_unknown` or `account_unit_unknown`.
        RefusedError: `account_is_system`, `account_is_own`, `role_not_for_people` or
            `unit_required`.
    """
    require_role(actor, MANAGERS)
    user = _get_person(username)
    _refuse_own(actor, user)
    unit_id = _unit_for(role, unit_code)
    before = {"role": user.role.value, "unit_id": user.unit_id}
    user.role, user.unit_id = role, unit_id
    db.session.flush()
    end_sessions(user_id=user.id)
    after = {"role": role.value, "unit_id": unit_id}
    _record(actor, "role_changed", user.username, {"before": before, "after": after})


def deactivate(*, actor: Actor, username: str) -> None:
    """Switch an account off for good order's sake; what it did stays, logins and messages end.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `user_unknown`.
        RefusedError: `account_is_system`, `account_is_own` or `user_inactive`.
    """
    require_role(actor, MANAGERS)
    user = _get_person(username)
    _refuse_own(actor, user)
    if not user.is_active:
        raise RefusedError("user_inactive", username=user.username)
    user.is_active = False
    db.session.flush()
    end_sessions(user_id=user.id)
    stop_messages(user_id=user.id, at=now())
    _record(actor, "user_deactivated", user.username)


def _get_person(username: str) -> User:
    user = db.session.scalar(sa.select(User).where(User.username == username.strip().casefold()))
    if user is None:
        raise NotFoundError("user_unknown", username=username)
    if user.role is Role.SYSTEM:
        raise RefusedError("account_is_system", username=user.username)
    return user


def _refuse_own(actor: Actor, user: User) -> None:
    if user.id == actor.id:
        raise RefusedError("account_is_own", username=user.username)


def _unit_for(role: Role, unit_code: str | None) -> int | None:
    """Return the unit an account works for.

    A code that was given again to another body means the body that has it last.
    """
    if role not in PERSON_ROLES:
        raise RefusedError("role_not_for_people", role=role)
    if not unit_code:
        if role in UNIT_ROLES:
            raise RefusedError("unit_required")
        return None
    unit_id = db.session.scalar(
        sa.select(Unit.id)
        .where(Unit.code == unit_code)
        .order_by(Unit.valid_to.desc(), Unit.id.desc())
        .limit(1)
    )
    if unit_id is None:
        raise NotFoundError("account_unit_unknown", unit=unit_code)
    return unit_id


def _record(
    actor: Actor, action: str, username: str, details: Mapping[str, Any] | None = None
) -> None:
    record_audit(
        actor=actor, action=action, object_type="user", object_key=username, details=details
    )
