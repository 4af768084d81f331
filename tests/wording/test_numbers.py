"""Numbers are written the reader's way, cut and never rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from models.vocabulary import Language
from tracker.runtime import speaking
from tracker.wording.numbers import count_text, local_signs, number_text

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(9499, 100), 2, "94,99"),
        (Fraction(2, 3), 2, "0,66"),
        (Fraction(9999, 100), 1, "99,9"),
        (Fraction(95), 2, "95"),
        (Decimal("1094.50"), 2, "1.094,5"),
        (1200, 2, "1.200"),
    ],
)
def test_a_number_is_cut_and_has_no_idle_zeros(
    value: Fraction | Decimal | int, places: int, text: str
) -> None:
    assert number_text(value, places) == text


def test_english_readers_get_their_own_signs() -> None:
    with speaking(Language.ENGLISH):
        assert number_text(Fraction(109499, 100)) == "1,094.99"
        assert count_text(12_345) == "12,345"
        assert local_signs("94,99 % (9.499/10.000)") == "94.99 % (9,499/10,000)"
    with speaking(Language.VIETNAMESE):
        assert count_text(12_345) == "12.345"
