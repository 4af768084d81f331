"""One byte form for one content, its hash, and the hash chain of the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import chain, repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from tracker.errors import RefusedError

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
    return canonical_writer()(value).encode()


def canonical_writer() -> Callable[[object], str]:
    """Return what writes `canonical_json` as text, for contents that share words and days."""
    return _Writers().write


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return sha256(content).hexdigest()


class _Writers(dict[type, Callable[[Any], str]]):
    """What writes a value, by its type; made for one content, or some that say much the same.

    A list holds thousands of rows of the same keys and a few hundred different words and days:
    the order of keys is worked out once, a word or a day is written once, and rows are written
    column by column.
    """

    def __init__(self) -> None:
        words, days, self._shapes = _Words(), _Days(), _Shapes()
        super().__init__(
            {
                str: words.__getitem__,
                int: str,
                bool: {True: "true", False: "false"}.__getitem__,
                type(None): {None: "null"}.__getitem__,
                date: days.__getitem__,
            }
        )
        self._of_kind: tuple[tuple[type, Callable[[Any], str]], ...] = (
            (int, lambda value: str(int(value))),
            (str, lambda value: words[str(value)]),
            (Mapping, self._mapping),
            (list, self._list),
            (tuple, self._list),
        )

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        """Find what writes a type met for the first time."""
        found = (write for known, write in self._of_kind if issubclass(kind, known))
        self[kind] = write = next(found, _scalar)
        return write

    def write(self, value: object) -> str:
        """Return the text of a value."""
        return self[type(value)](value)

    def _mapping(self, value: Mapping[Any, object]) -> str:
        if not value:
            return "{}"
        labels, pick = self._shapes[tuple(value)]
        texts = [self[type(item)](item) for item in pick(value)]
        return "".join([*chain.from_iterable(zip(labels, texts, strict=True)), "}"])

    def _list(self, value: Sequence[Any]) -> str:
        return f"[{','.join(self._all(value))}]" if value else "[]"

    def _all(self, values: Sequence[Any]) -> Iterator[str]:
        """Return the texts of values, those of one kind written together."""
        kinds = set(map(type, values))
        if len(kinds) == 1:
            return self._alike(kinds.pop(), values)
        texts = {
            kind: self._alike(kind, [value for value in values if type(value) is kind])
            for kind in kinds
        }
        return (next(texts[type(value)]) for value in values)

    def _alike(self, kind: type, values: Sequence[Any]) -> Iterator[str]:
        if kind is dict and len(values) > 1:
            keys = set(map(tuple, values))
            if len(keys) == 1 and () not in keys:
                return self._table(values, self._shapes[keys.pop()])
        return map(self[kind], values)

    def _table(self, rows: Sequence[Mapping[Any, object]], shape: _Shape) -> Iterator[str]:
        columns = map(self._all, zip(*map(shape.pick, rows), strict=True))
        parts = chain.from_iterable(zip(map(repeat, shape.labels), columns, strict=True))
        return map("".join, zip(*parts, repeat("}"), strict=False))


class _Words(dict[str, str]):
    """Texts as JSON writes them."""

    def __missing__(self, text: str) -> str:
        self[text] = written = encode_basestring(_text(text))
        return written


class _Days(dict[date, str]):
    """Days as JSON writes them."""

    def __missing__(self, day: date) -> str:
        self[day] = written = f'"{day.isoformat()}"'
        return written


class _Shape(NamedTuple):
    """How mappings with the same keys are written.

    Args:
        labels: What stands before each value.
        pick: What takes the values from a mapping, in that order.
    """

    labels: tuple[str, ...]
    pick: Callable[[Mapping[Any, object]], Iterable[object]]


class _Shapes(dict[tuple[object, ...], _Shape]):
    """Shapes of mappings, by their keys in the order they come in."""

    def __missing__(self, keys: tuple[object, ...]) -> _Shape:
        plain: dict[str, str] = {}
        for key in keys:
            if not isinstance(key, str):
                raise RefusedError("canonical_key_not_text", value=repr(key))
            name = _text(key)
            if name in plain:
                raise RefusedError("canonical_key_twice", value=name)
            plain[name] = key
        names = sorted(plain)
        labels = [f",{encode_basestring(name)}:" for name in names]
        labels[0] = "{" + labels[0].removeprefix(",")
        self[keys] = shape = _Shape(tuple(labels), _picker([plain[name] for name in names]))
        return shape


def _picker(keys: list[str]) -> Callable[[Mapping[Any, object]], Iterable[object]]:
    if len(keys) > 1:
        return itemgetter(*keys)
    # `itemgetter` gives the value of a single key bare.
    return lambda value: [value[key] for key in keys]


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
    if value.isascii():
        return value
    text = normalize("NFC", value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RefusedError("canonical_text_broken", value=ascii(text)) from error
    return text


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
