"""Hashing and checking passwords; the same work is done whether an account exists or not."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mixes up when reading them aloud."""

_RANDOM_LENGTH: Final = 16


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    """Return a hash that no password has; checking against it costs what a real check costs."""
    return _hasher().hash(secrets.token_hex(32))


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password.

    Source:
        OWASP Password Storage: Argon2id with at least 19 MiB, two passes.
    """
    return _hasher().hash(password)


def check_hash(password: str, stored: str) -> tuple[bool, str | None]:
    """Return whether a password fits a stored hash, and a new hash when that one has aged.

    Args:
        password: As typed.
        stored: Hash of the account; empty for an account that does not exist or cannot log in,
            which takes as long and never fits.
    """
    try:
        fits, renewed = _hasher().verify_and_update(password, stored or _nobodys_hash())
    except UnknownHashError:
        return False, None
    return (fits, renewed) if stored else (False, None)


def random_password() -> str:
    """Return a password made by chance, of about 79 bits, that can be read over the telephone."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
