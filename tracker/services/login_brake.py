"""The brake on guessing passwords, kept in the database: it holds over workers and restarts."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import LoginBrake, db
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FREE_FAILURES: Final = 10
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET_ACCOUNT_AFTER: Final = timedelta(hours=24)
FORGET_ADDRESS_AFTER: Final = timedelta(hours=1)
"""An address may be a whole office behind one router, so its failures are forgotten sooner."""

_IPV4: Final = 4
_NETWORK_BITS: Final = 64


def reserve_try(*, username: str, address: str, at: datetime) -> None:
    """Count a try as failed before it is made, so that tries side by side cannot slip through.

    The wait after the tenth failure in a row is one second and doubles with each further one up
    to fifteen minutes; nobody is ever locked out for good.

    Args:
        username: As typed, whether such an account exists or not.
        address: Address the try comes from.
        at: Now.

    Raises:
        RefusedError: `login_braked` with the whole seconds still to wait; then nothing is counted.
    """
    db.session.execute(
        sa.delete(LoginBrake).where(LoginBrake.changed_at <= at - FORGET_ACCOUNT_AFTER)
    )
    brakes = [
        _get_brake(_account_key(username), at),
        _get_brake(_address_key(address), at, FORGET_ADDRESS_AFTER),
    ]
    waits = [brake.blocked_until - at for brake in brakes if brake.blocked_until is not None]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise RefusedError("login_braked", seconds=_whole_seconds(longest))
    for brake in brakes:
        brake.failure_count += 1
        brake.changed_at = at
        wait = _wait(brake.failure_count)
        brake.blocked_until = at + wait if wait else None
    db.session.flush()


def forgive(*, username: str, address: str) -> None:
    """Take back the try that succeeded; the account's earlier failures are forgotten with it.

    The address keeps its other failures: they may have been made against other accounts.
    """
    db.session.execute(sa.delete(LoginBrake).where(LoginBrake.key_hash == _account_key(username)))
    db.session.execute(
        sa.update(LoginBrake)
        .where(LoginBrake.key_hash == _address_key(address), LoginBrake.failure_count > 0)
        .values(failure_count=LoginBrake.failure_count - 1, blocked_until=None)
    )


def _get_brake(
    key: str, at: datetime, forget_after: timedelta = FORGET_ACCOUNT_AFTER
) -> LoginBrake:
    values = {"key_hash": key, "failure_count": 0, "changed_at": at}
    # Two first tries at the same moment must not clash on the key.
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(sqlite.insert(LoginBrake).values(values).on_conflict_do_nothing())
    else:
        db.session.execute(postgresql.insert(LoginBrake).values(values).on_conflict_do_nothing())
    brake = db.session.scalars(
        sa.select(LoginBrake)
        .where(LoginBrake.key_hash == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if brake.changed_at + forget_after <= at:
        brake.failure_count, brake.blocked_until = 0, None
    return brake


def _wait(failure_count: int) -> timedelta:
    if failure_count < FREE_FAILURES:
        return timedelta(0)
    # Beyond 2**10 seconds the longest wait holds anyway; the exponent must not grow for ever.
    doubled = timedelta(seconds=2 ** min(failure_count - FREE_FAILURES, 10))
    return min(doubled, LONGEST_WAIT)


def _whole_seconds(wait: timedelta) -> int:
    return -(-wait // timedelta(seconds=1))


def _account_key(username: str) -> str:
    return _hash(("account", username.strip().casefold()))


def _address_key(address: str) -> str:
    return _hash(("address", _network(address)))


def _network(address: str) -> str:
    """Return what one subscriber holds: an IPv4 address, or the /64 an IPv6 address lies in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == _IPV4:
        return str(found)
    return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
