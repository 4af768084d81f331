"""One byte form for one content, its hash, and the hash chain of the audit trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

GENESIS_HEX: Final = "0" * 64
"""What the first entry of a chain names as the hash before it."""


def canonical_json(value: object) -> bytes:
    """Return the only JSON text of a value: same content, same bytes, on every machine.

    Keys sorted by code point, no blanks, no line breaks, UTF-8 in form NFC. A date is
    "2024-03-31"; an instant is UTC to the microsecond, "2024-03-31T01:02:03.000000Z"; a Decimal
    is a number with the decimals it was given (94.90 is not 94.9), never an exponent; tuples are
    lists; members of closed lists are their values.

    Args:
        value: None, bool, int, str, Decimal, date, aware datetime, or lists, tuples and mappings
            of these with text keys.

    Raises:
        RefusedError: `canonical_float`, `canonical_number_not_finite`, `canonical_naive_time`,
            `canonical_key_not_text`, `canonical_key_twice`, `canonical_text_broken` or
            `canonical_type`: content that has no single exact form.
    """
    return _written(value).encode()


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return sha256(content).hexdigest()


def _written(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return json.dumps(_text(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        members = sorted(_mapping(value).items())
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{v}" for k, v in members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise RefusedError("canonical_number_not_finite", value=str(value))
        return f"{value:f}"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise RefusedError("canonical_naive_time", value=value.isoformat())
        utc = value.astimezone(UTC).replace(tzinfo=None)
        return f'"{utc.isoformat(timespec="microseconds")}Z"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, float):
        raise RefusedError("canonical_float", value=repr(value))
    raise RefusedError("canonical_type", value=type(value).__name__)


def _text(value: str) -> str:
    text = normalize("NFC", str(value))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RefusedError("canonical_text_broken", value=ascii(text)) from error
    return text


def _mapping(value: Mapping[object, object]) -> dict[str, str]:
    plain: dict[str, str] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise RefusedError("canonical_key_not_text", value=repr(key))
        name = _text(key)
        if name in plain:
            raise RefusedError("canonical_key_twice", value=name)
        plain[name] = _written(item)
    return plain


def chain_hash(previous_hex: str, fields: Mapping[str, str | None]) -> str:
    """Return the hash of an audit entry, bound to the entry before it.

    SHA-256 over the fields in order of their names, each name and value led by its length in
    bytes, then the previous hash. The lengths make it impossible to move a letter from one field
    to the next unnoticed. Values are taken as stored, not normalised: the trail proves bytes.

    Args:
        previous_hex: Hash of the entry before, `GENESIS_HEX` for the first.
        fields: Everything the entry says; None (absent) differs from the empty text.

    Source:
        reference/reliability.md, 3.5.
    """
    parts = [f"{len(fields)}\n".encode()]
    for name in sorted(fields):
        parts += (_led_by_length(name), _led_by_length(fields[name]))
    parts.append(bytes.fromhex(previous_hex))
    return sha256_hex(b"".join(parts))


def _led_by_length(text: str | None) -> bytes:
    if text is None:
        return b"-:"
    # Surrogates can stand in stored text; the trail must still be able to hash it.
    content = text.encode("utf-8", "surrogatepass")
    return b"%d:%b" % (len(content), content)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One stored entry of a chain, as verification reads it.

    Args:
        previous_hex: Hash the entry names as the one before it.
        hash_hex: Hash stored with the entry.
        fields: What the entry says.
    """

    previous_hex: str
    hash_hex: str
    fields: Mapping[str, str | None]


def find_break(
    links: Iterable[ChainLink],
    *,
    previous_hex: str = GENESIS_HEX,
    head_hex: str | None = None,
) -> int | None:
    """Return the place of the first entry that does not fit, None when the chain holds.

    Args:
        links: Entries in the order of their numbers.
        previous_hex: Hash the first of them must name.
        head_hex: Hash of the last entry as printed elsewhere. Without such an anchor a tail cut
            off, or a chain rebuilt as a whole, cannot show.

    Returns:
        Index from 0; the number of entries when all fit but the anchor is not their last hash.
    """
    place = 0
    for place, link in enumerate(links, start=1):
        expected = chain_hash(previous_hex, link.fields)
        if link.previous_hex != previous_hex or link.hash_hex != expected:
            return place - 1
        previous_hex = expected
    return None if head_hex in (None, previous_hex) else place
