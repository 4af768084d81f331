"""One content, one byte form; a chain that shows every change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Verdict
from tracker.errors import RefusedError
from tracker.rules.canonical import (
    GENESIS_HEX,
    canonical_json,
    canonical_writer,
    chain_hash,
    sha256_hex,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(TEXTS.map(lambda t: normalize("NFC", t)), inner)
    ),
    max_leaves=20,
)

DAYS = st.dates(min_value=date(1990, 1, 1))
INSTANTS = st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    WORDS,
    DAYS,
    INSTANTS,
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from(list(Verdict)),
)
PARTS = st.fixed_dictionaries({"state": CELLS, "on": DAYS, "share": st.fixed_dictionaries({})})
#: What tables are made of: rows of the same keys, a column of one kind or of several.
ROWS = st.fixed_dictionaries(
    {
        "code": WORDS,
        "tên": WORDS,
        "on": DAYS,
        "days": st.integers() | st.booleans(),
        "flags": st.lists(WORDS, max_size=2).map(tuple),
        "paper": st.none() | PARTS | st.just({}),
        "parts": PARTS,
        "any": CELLS,
        "rows": st.lists(PARTS | CELLS, max_size=3),
    }
)


def plainly(value: object) -> str:
    """Return the canonical text of a value, written one by one without a look at its neighbours."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: normalize("NFC", key))
        return "{" + ",".join(f"{plainly(key)}:{plainly(value[key])}" for key in keys) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(plainly, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.strftime('"%Y-%m-%dT%H:%M:%S.%fZ"')
    return json.dumps(
        value.isoformat() if isinstance(value, date) else composed(value), ensure_ascii=False
    )


def composed(value: object) -> object:
    """Return a value with all its texts in form NFC."""
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}', id="keys-sorted"),
        pytest.param({"đ": "Gia Lai", "z": ""}, '{"z":"","đ":"Gia Lai"}', id="by-code-point"),
        pytest.param(Decimal("94.90"), "94.90", id="decimals-kept"),
        pytest.param(Decimal("1E+3"), "1000", id="no-exponent"),
        pytest.param(date(2024, 3, 31), '"2024-03-31"', id="date"),
        pytest.param(
            datetime(2024, 3, 31, 8, 0, tzinfo=timezone(timedelta(hours=7))),
            '"2024-03-31T01:00:00.000000Z"',
            id="instant-in-utc",
        ),
        pytest.param((1, "a\nb"), '[1,"a\\nb"]', id="no-line-breaks"),
        pytest.param(Verdict.MISSED, '"missed"', id="closed-list"),
        pytest.param("To\u0300a", '"Tòa"', id="composed"),
    ],
)
def test_each_value_has_one_form(value: object, text: str) -> None:
    assert canonical_json(value).decode() == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(1.5, "canonical_float", id="float"),
        pytest.param({"a": [float("nan")]}, "canonical_float", id="nan-inside"),
        pytest.param(Decimal("NaN"), "canonical_number_not_finite", id="decimal-nan"),
        pytest.param(datetime(2024, 3, 31), "canonical_naive_time", id="naive"),  # noqa: DTZ001
        pytest.param({1: "a"}, "canonical_key_not_text", id="number-as-key"),
        pytest.param({"ò": 1, "o\u0300": 2}, "canonical_key_twice", id="same-key-two-spellings"),
        pytest.param("\ud800", "canonical_text_broken", id="surrogate"),
        pytest.param({"a", "b"}, "canonical_type", id="unordered"),
    ],
)
def test_content_without_one_exact_form_is_refused(value: object, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        canonical_json(value)
    assert refusal.value.code == code


@given(VALUES)
def test_canonical_json_round_trips(value: object) -> None:
    content = canonical_json(value)
    assert json.loads(content) == composed(value)
    assert canonical_json(json.loads(content)) == content
    assert b"\n" not in content


@given(st.dictionaries(TEXTS.map(lambda t: normalize("NFC", t)), VALUES))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)


@given(st.lists(ROWS, max_size=4) | st.lists(ROWS | PARTS | CELLS, max_size=4))
def test_rows_written_together_say_what_each_says_alone(rows: list[object]) -> None:
    write = canonical_writer()
    # A writer that has written something else writes the same.
    for content in ({"rows": rows}, rows, {"rows": [*rows, rows]}):
        assert write(content).decode() == plainly(content)


def test_a_list_that_is_gone_does_not_lend_its_text_to_the_next_in_its_place() -> None:
    write = canonical_writer()

    assert [write([number]) for number in range(100)] == [b"[%d]" % n for n in range(100)]


class Counted(str):
    """A text that counts how often it is written."""

    times = 0

    def __str__(self) -> str:
        self.times += 1
        return super().__str__()


def test_a_list_that_stands_in_many_places_is_written_once() -> None:
    write, word = canonical_writer(), Counted("a")
    shared = [word, 1]

    assert write({"one": shared, "more": [shared, (shared,)]}) == (
        b'{"more":[["a",1],[["a",1]]],"one":["a",1]}'
    )
    assert write(shared) == b'["a",1]'
    assert word.times == 1


def test_one_is_not_true_in_a_list_of_both() -> None:
    write = canonical_writer()

    assert write([(1,), (True,), (Decimal("1.0"),), 1, True]) == b"[[1],[true],[1.0],1,true]"
    assert write([True, 1, Decimal("1.00"), Decimal(1)]) == b"[true,1,1.00,1]"
    assert write({"on": [{"n": True}, {"n": 1}, {"n": Decimal("1.0")}]}) == (
        b'{"on":[{"n":true},{"n":1},{"n":1.0}]}'
    )


def test_the_hash_is_the_plain_sha256() -> None:
    assert sha256_hex(b"abc") == sha256(b"abc").hexdigest()
    assert sha256_hex(b"abc").startswith("ba7816bf")


def test_the_chain_hash_stays_what_stored_chains_were_made_with() -> None:
    fields = {"seq": "1", "action": "công bố", "after": None}
    content = b"3\n6:action10:c\xc3\xb4ng b\xe1\xbb\x915:after-:3:seq1:1" + bytes(32)
    assert chain_hash(GENESIS_HEX, fields) == sha256(content).hexdigest()


FIELDS = st.dictionaries(st.text(max_size=3), st.none() | st.text(max_size=4), max_size=4)


@given(FIELDS, FIELDS)
def test_different_fields_have_different_hashes(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    same = chain_hash(GENESIS_HEX, one) == chain_hash(GENESIS_HEX, other)
    assert same is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": "bc", "d": ""}, {"a": "b", "d": "c"}, id="letter-moved"),
        pytest.param({"a": None}, {"a": ""}, id="absent-is-not-empty"),
        pytest.param({"a": None}, {"a": "-"}, id="absent-is-not-a-dash"),
        pytest.param({"a": "ò"}, {"a": "o\u0300"}, id="bytes-not-letters"),
        pytest.param({"a": "\ud800"}, {"a": "\ud801"}, id="broken-text-still-hashed"),
    ],
)
def test_length_prefixes_keep_fields_apart(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert chain_hash(GENESIS_HEX, one) != chain_hash(GENESIS_HEX, other)


def test_instants_are_equal_whatever_zone_they_were_written_in() -> None:
    here = datetime(2024, 3, 31, 23, 30, tzinfo=timezone(timedelta(hours=7)))
    assert canonical_json(here) == canonical_json(here.astimezone(UTC))


def test_a_day_of_a_kind_of_its_own_is_written_like_any_day() -> None:
    class Day(date):
        """A day by another name."""

    assert canonical_json({"on": Day(2024, 1, 2)}) == b'{"on":"2024-01-02"}'
