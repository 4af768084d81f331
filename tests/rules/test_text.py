"""How Vietnamese text is cleaned, compared and sorted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.rules.text import clean, fold, plain, sort_key

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES = ["a", "à", "ả", "ã", "á", "ạ"]
VIETNAMESE = st.text("aàảãáạăằâấđeêệiịoòôốơợuưứyỵbcdghlnpstvx ABCĐÊƠƯ -–'", max_size=30)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        pytest.param("Ðăk Tô", "Đăk Tô", id="icelandic-eth"),
        pytest.param("đường ðất", "đường đất", id="small-icelandic-eth"),
        pytest.param("  Sở\u00a0Nội\r\n\r\nvụ\t", "Sở Nội vụ", id="white-space"),
        pytest.param(unicodedata.normalize("NFD", "Sở Tư pháp"), "Sở Tư pháp", id="decomposed"),
        pytest.param("Kon\u200b Tum\ufeff\u00ad", "Kon Tum", id="invisible-marks"),
        pytest.param("UBND  xa", "UBND xa", id="ascii"),
    ],
)
def test_cleaning_keeps_letters_and_case(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(["hoà", "hòa", "HÒA", "hoa"], id="place-of-the-tone"),
        pytest.param(
            ["Uỷ ban nhân dân tỉnh", "ỦY BAN NHÂN DÂN TỈNH", "Ủy ban ND tỉnh", "UBND tỉnh"],
            id="peoples-committee",
        ),
        pytest.param(["Phòng Bưu chính – Viễn thông", "Phòng Bưu chính - Viễn thông"], id="dashes"),
        pytest.param(
            ["Phòng Thông tin - Báo chí -Xuất bản", "Phòng Thông tin Báo chí-Xuất bản"],
            id="one-division-of-kh-142-printed-two-ways",
        ),
        pytest.param(["UBND huyện Ia H'Drai", "UBND huyện Ia H’Drai"], id="apostrophes"),
        pytest.param(["Ðắk Pék", "đắk pék", "Dak Pek"], id="d-with-stroke"),
        pytest.param(["“Thống kê”", "Thống kê"], id="quotes"),
        pytest.param(["Rơ\u0306h", "Roh"], id="letter-no-composed-form-exists-for"),
        pytest.param(["TIẾN ĐỘ", "Tiến dộ"], id="stroke-left-out-in-print"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(spellings: list[str]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND cấp huyện", "UBND cấp xã"),
        ("Sở Nội vụ", "Sở Ngoại vụ"),
        ("≥ 5", "= 5"),
        ("≠ 5", "= 5"),
        ("Quý I", "Quý II"),
    ],
)
def test_different_things_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
@example("ß")
@example("İ")
@example("\u1100'\u1161")
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_case_form_and_white_space_do_not_change_the_key(text: str) -> None:
    spread = text.replace(" ", " \n\u00a0")
    assert fold(text.upper()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(f"\t{spread} ") == fold(text)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
@example("İﬁß≠")
def test_plain_text_stands_letter_for_letter_on_clean_text(text: str) -> None:
    assert len(plain(text)) == len(clean(text))


def test_plain_text_keeps_punctuation_and_unifies_dashes() -> None:
    assert plain("Quý\nII/2023 – ĐỢT 1") == "quy ii/2023 - dot 1"


@given(st.permutations(ALPHABET))
def test_letters_sort_as_in_the_alphabet(letters: list[str]) -> None:
    assert sorted(letters, key=sort_key) == ALPHABET


@given(st.permutations(TONES))
def test_tones_sort_after_letters_in_the_order_of_the_dictionary(syllables: list[str]) -> None:
    assert sorted(syllables, key=sort_key) == TONES
    with_more = [f"{syllable}n" for syllable in syllables]
    assert sorted([*syllables, *with_more], key=sort_key)[-6:] == [f"{tone}n" for tone in TONES]


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param(["Đăk Glei", "Đăk Hà", "Đăk Tô", "Ia H'Drai", "Kon Plông"], id="districts"),
        pytest.param(["an", "An", "àn", "ăn", "ân", "ẩn", "ấn", "Ấn"], id="case-comes-last"),
        pytest.param(["Phường 1", "Phường 10", "Phường 2", "Phường An"], id="digits-as-digits"),
        pytest.param(["a b", "a-b", "a§b", "a1b", "ab", "aж"], id="blank-sign-digit-letter"),
        pytest.param(["Sở", "Sở Nội vụ", "Sơn"], id="shorter-first-and-words-before-letters"),
        pytest.param(["e", "é", "ẽl", "êl", "z", "ж"], id="foreign-letters-last"),
        pytest.param(["Pek", "Pĕk", "Pêk"], id="bahnar-letter-with-its-base"),
        pytest.param(["rơ", "rơ\u0306", "rớ", "rơm"], id="mark-no-composed-form-exists-for"),
        pytest.param(["1", "٢", "3"], id="digits-of-other-scripts-by-value"),
    ],
)
def test_names_sort_in_vietnamese_order(in_order: list[str]) -> None:
    assert sorted(in_order, key=sort_key) == in_order


@given(st.text())
def test_a_sort_key_does_not_depend_on_the_written_form(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)
