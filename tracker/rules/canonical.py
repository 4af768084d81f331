"""One byte form for one content, its hash, and the hash chain of the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import chain, repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar
from unicodedata import normalize

from tracker.errors import RefusedError
from tracker.rules.columns import Columns

T = TypeVar("T")

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
    return canonical_writer()(value)


def canonical_writer() -> Callable[[object], bytes]:
    """Return what writes `canonical_json`, for contents that share words, days and lists.

    A list that stands in several contents is written once: nothing may change it in between.
    """
    return _Writers().write


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return sha256(content).hexdigest()


class _Writers(dict[type, Callable[[Any], bytes]]):
    """What writes a value, by its type; made for one content, or some that say much the same.

    A list holds thousands of rows of the same keys and a few hundred different words and days:
    the order of keys is worked out once, a word, a day or a list is written once, and rows are
    written column by column. All in bytes: a text of ASCII among Vietnamese ones would be widened
    each time it is joined to them.
    """

    def __init__(self) -> None:
        words, days, numbers, self._shapes = _Words(), _Days(), _Numbers(), _Shapes()
        self._list, self._column = _Once(self._write_list), _Once(self._write_column)
        super().__init__(
            {
                str: words.__getitem__,
                int: numbers.__getitem__,
                bool: {True: b"true", False: b"false"}.__getitem__,
                type(None): {None: b"null"}.__getitem__,
                date: days.__getitem__,
            }
        )
        self._of_kind: tuple[tuple[type, Callable[[Any], bytes]], ...] = (
            (int, lambda value: numbers[int(value)]),
            (str, lambda value: words[str(value)]),
            (Mapping, self._mapping),
            (list, self._list),
            (tuple, self._list),
            (Columns, self._list),
        )

    def __missing__(self, kind: type) -> Callable[[Any], bytes]:
        """Find what writes a type met for the first time."""
        found = (write for known, write in self._of_kind if issubclass(kind, known))
        self[kind] = write = next(found, _scalar)
        return write

    def write(self, value: object) -> bytes:
        """Return the text of a value, in UTF-8."""
        return self[type(value)](value)

    def _mapping(self, value: Mapping[Any, object]) -> bytes:
        if not value:
            return b"{}"
        labels, pick = self._shapes[tuple(value)]
        texts = [self[type(item)](item) for item in pick(value)]
        return b"".join([*chain.from_iterable(zip(labels, texts, strict=True)), b"}"])

    def _write_list(self, value: Sequence[Any]) -> bytes:
        if not value:
            return b"[]"
        rows = self._rows(value) if isinstance(value, Columns) else self._all(value)
        return b"[%b]" % b",".join(rows)

    def _write_column(self, values: Sequence[Any]) -> list[bytes]:
        return list(self._all(values))

    def _all(self, values: Sequence[Any]) -> Iterator[bytes]:
        """Return the texts of values, those of one kind written together."""
        kinds = set(map(type, values))
        if len(kinds) == 1:
            return self._alike(kinds.pop(), values)
        texts = {
            kind: self._alike(kind, [value for value in values if type(value) is kind])
            for kind in kinds
        }
        return (next(texts[type(value)]) for value in values)

    def _alike(self, kind: type, values: Sequence[Any]) -> Iterator[bytes]:
        if kind is dict and len(values) > 1:
            keys = set(map(tuple, values))
            if len(keys) == 1 and () not in keys:
                shape = self._shapes[keys.pop()]
                return shape.rows(map(self._all, zip(*map(shape.pick, values), strict=True)))
        return map(self[kind], values)

    def _rows(self, rows: Columns) -> Iterator[bytes]:
        shape = self._shapes[tuple(rows.columns)]
        return shape.rows(map(self._column, shape.pick(rows.columns)))


class _Words(dict[str, bytes]):
    """Texts as JSON writes them."""

    def __missing__(self, text: str) -> bytes:
        self[text] = written = encode_basestring(_text(text)).encode()
        return written


class _Days(dict[date, bytes]):
    """Days as JSON writes them."""

    def __missing__(self, day: date) -> bytes:
        self[day] = written = f'"{day.isoformat()}"'.encode()
        return written


class _Numbers(dict[int, bytes]):
    """Whole numbers as JSON writes them."""

    def __missing__(self, number: int) -> bytes:
        self[number] = written = b"%d" % number
        return written


class _Once(Generic[T]):
    """Texts by the identity of what they are the text of: one list stands in many places.

    Args:
        write: What writes a list met for the first time.
    """

    def __init__(self, write: Callable[[Sequence[Any]], T]) -> None:
        self._write = write
        # With the list itself: it must live, or another could come to stand where it stood.
        self._known: dict[int, tuple[Sequence[Any], T]] = {}

    def __call__(self, value: Sequence[Any]) -> T:
        """Return the text."""
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self._write(value)
        return known[1]


class _Shape(NamedTuple):
    """How mappings with the same keys are written.

    Args:
        labels: What stands before each value.
        pick: What takes the values from a mapping, in that order.
    """

    labels: tuple[bytes, ...]
    pick: Callable[[Mapping[Any, Any]], Iterable[Any]]

    def rows(self, columns: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
        """Return the texts of mappings, from those of their values, column by column."""
        parts = chain.from_iterable(zip(map(repeat, self.labels), columns, strict=True))
        return map(b"".join, zip(*parts, repeat(b"}"), strict=False))


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
        labels = [f",{encode_basestring(name)}:".encode() for name in names]
        labels[0] = b"{" + labels[0].removeprefix(b",")
        self[keys] = shape = _Shape(tuple(labels), _picker([plain[name] for name in names]))
        return shape


def _picker(keys: list[str]) -> Callable[[Mapping[Any, object]], Iterable[object]]:
    if len(keys) > 1:
        return itemgetter(*keys)
    # `itemgetter` gives the value of a single key bare.
    return lambda value: [value[key] for key in keys]


def _scalar(value: object) -> bytes:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise RefusedError("canonical_number_not_finite", value=str(value))
        return f"{value:f}".encode()
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise RefusedError("canonical_naive_time", value=value.isoformat())
        utc = value.astimezone(UTC).replace(tzinfo=None)
        return f'"{utc.isoformat(timespec="microseconds")}Z"'.encode()
    if isinstance(value, date):
        return f'"{value.isoformat()}"'.encode()
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
