"""Masked dossier codes: recognisable by the holder, useless for looking the dossier up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.masking import MASK, mask_code


@pytest.mark.parametrize(
    ("code", "masked"),
    [
        pytest.param("H21.65-220914-0011", "H21.65-******-0011", id="national-pattern"),
        pytest.param("000.00.10.H34-240301-0012", "000.00.10.H34-******-0012", id="long-unit"),
        pytest.param("H21.65-220914-00011", "H21.65-******0011", id="longer-serial"),
        pytest.param("H21.65-2209140011", "H21.65-******0011", id="no-second-hyphen"),
        pytest.param(" H21.65-220914-0011\n", "H21.65-******-0011", id="blanks-around"),
        pytest.param("H21-0011", "******11", id="nothing-between"),
        pytest.param("H21-220-0011", "******11", id="too-little-between"),
        pytest.param("-220914-0011", "******11", id="no-unit"),
        pytest.param("2209140011", "******11", id="no-hyphen"),
        pytest.param("12345", "******45", id="short"),
        pytest.param("123", "******23", id="shorter"),
        pytest.param("12", "******", id="two"),
        pytest.param("1", "******", id="one"),
        pytest.param("  ", "", id="none"),
    ],
)
def test_the_middle_of_a_code_is_hidden(code: str, masked: str) -> None:
    assert mask_code(code) == masked


@given(st.text(st.characters(exclude_characters="*"), min_size=1))
def test_a_mask_is_never_the_code_itself(code: str) -> None:
    masked = mask_code(code)
    assert masked != code or not code.strip()
    assert MASK in masked or not code.strip()


@given(unit=st.from_regex(r"[A-Z0-9.]{2,8}", fullmatch=True), days=st.data())
def test_the_day_and_all_but_four_of_the_serial_never_show(unit: str, days: st.DataObject) -> None:
    day = days.draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    serial = days.draw(st.from_regex(r"[0-9]{4,8}", fullmatch=True))
    other = days.draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    assert mask_code(f"{unit}-{day}-{serial}") == mask_code(f"{unit}-{other}-{serial}")
