"""How much printed targets ask for."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Comparator
from tracker.errors import ReadingError
from tracker.rules.targets import read_target
from tracker.rules.text import plain

BARE = "target_bare_number_read_as_minimum"
WORDS_LEFT_OUT = "target_words_left_out"

ANNEX_2024 = [("Tối \nthiểu 80", ">=", "80")]
ANNEX_2024 += [(f"Tối \nthiểu {value}", ">=", str(value)) for value in (45, 50, 75, 90, 95)]
ANNEX_2024 += [("100", "=", "100")]


@pytest.mark.parametrize(("phrase", "comparator", "value"), ANNEX_2024)
def test_every_target_of_the_annex_of_2024_is_read(
    phrase: str, comparator: str, value: str
) -> None:
    target = read_target(phrase, "%")

    assert (target.comparator, target.value, target.unit) == (comparator, Decimal(value), "%")
    assert (target.phrase, target.note_codes) == (" ".join(phrase.split()), ())


DIRECTIVE_2021 = [
    ("phải đạt tối thiểu từ 30% trở lên", ">=", "30", ()),
    (
        "phấn đấu đạt trên 50% \n\ntổng số TTHC dịch vụ công mức độ 3, 4 có phát sinh hồ sơ",
        ">",
        "50",
        (WORDS_LEFT_OUT,),
    ),
    (
        "trên 20% tỷ lệ hồ sơ TTHC được giải quyết trực tuyến mức độ 3 và 4",
        ">",
        "20",
        (WORDS_LEFT_OUT,),
    ),
    (
        "25% về tỷ lệ thanh toán trực tuyến trên Cổng Dịch vụ công quốc gia",
        ">=",
        "25",
        (WORDS_LEFT_OUT, BARE),
    ),
    (
        "50% về tỷ lệ các bệnh viện từ hạng 2 trở lên cung cấp thanh toán viện phí trực tuyến",
        ">=",
        "50",
        (WORDS_LEFT_OUT, BARE),
    ),
    ("30% về tỷ lệ các trường đại học", ">=", "30", (WORDS_LEFT_OUT, BARE)),
    ("35% về tỷ lệ đơn vị cấp xã", ">=", "35", (WORDS_LEFT_OUT, BARE)),
    ("100% về tỷ lệ sở, ban, ngành", "=", "100", (WORDS_LEFT_OUT,)),
    ("đạt trên 35% các đơn vị cấp xã", ">", "35", (WORDS_LEFT_OUT,)),
]
OTHERS = [
    ("(Lưu ý:  tỷ lệ b/a phải đạt tối thiểu \n95%)", ">=", "95", ()),
    ("chỉ tiêu 50% dịch vụ công trực tuyến từ xa", ">=", "50", (WORDS_LEFT_OUT, BARE)),
    ("bảo đảm 100% TTHC được công bố", "=", "100", (WORDS_LEFT_OUT,)),
    ("100%", "=", "100", ()),
    ("Đạt 100 %", "=", "100", ()),
    ("Bằng 95%", "=", "95", ()),
    ("Tối thiểu 45 %", ">=", "45", ()),
    ("Tối thiểu 100%", ">=", "100", ()),
    ("trên 50%", ">", "50", ()),
    ("đạt trên 35%", ">", "35", ()),
    ("vượt 35%", ">", "35", ()),
    ("từ 30% trở lên", ">=", "30", ()),
    ("từ 30%", ">=", "30", ()),
    ("ít nhất 99,5%", ">=", "99.5", ()),
    ("không dưới 90 phần trăm", ">=", "90", ()),
    ("không thấp hơn 90%", ">=", "90", ()),
    ("≥ 95%", ">=", "95", ()),
    (">=95%", ">=", "95", ()),
    ("> 20%", ">", "20", ()),
    ("không quá 5%", "<=", "5", ()),
    ("không vượt quá 5%", "<=", "5", ()),
    ("tối đa 10%", "<=", "10", ()),
    ("10% trở xuống", "<=", "10", ()),
    ("≤ 10%", "<=", "10", ()),
    ("dưới 2%", "<", "2", ()),
    ("< 2%", "<", "2", ()),
    ("= 2%", "=", "2", ()),
    ("99,5%", ">=", "99.5", (BARE,)),
    ("Phấn đấu 80%.", ">=", "80", (BARE,)),
    ("105%", ">=", "105", (BARE, "target_over_hundred_percent")),
]
CASES = [pytest.param(*case, id=plain(case[0])) for case in DIRECTIVE_2021 + OTHERS]


@pytest.mark.parametrize(("phrase", "comparator", "value", "note_codes"), CASES)
def test_a_target_gives_comparator_and_exact_value(
    phrase: str, comparator: str, value: str, note_codes: tuple[str, ...]
) -> None:
    target = read_target(phrase)

    assert (target.comparator, str(target.value), target.unit) == (comparator, value, "%")
    assert target.note_codes == note_codes
    assert target.baseline_year is None


@pytest.mark.parametrize(("phrase", "comparator", "value", "note_codes"), CASES)
def test_case_form_line_breaks_and_lost_tones_make_no_difference(
    phrase: str, comparator: str, value: str, note_codes: tuple[str, ...]
) -> None:
    for written in (
        phrase.upper(),
        unicodedata.normalize("NFD", phrase),
        phrase.replace(" ", "\n\u00a0 "),
        plain(phrase),
    ):
        target = read_target(written)
        assert (target.comparator, str(target.value)) == (comparator, value)
        assert target.note_codes == note_codes


@pytest.mark.parametrize(
    "phrase",
    [
        "tăng thêm 20% so với năm 2020",
        "tăng 20% so với cùng kỳ năm 2020",
        "Phấn đấu tăng ít nhất 20% so với năm 2020",
        (
            "20% về tỷ lệ cung cấp dịch vụ công trực tuyến mức độ 3, 4 trên tổng số TTHC "
            "thuộc thẩm quyền giải \n\nquyết của các sở, ngành, địa phương trong tỉnh lên "
            "Cổng Dịch vụ công quốc gia tăng thêm so với năm 2020"
        ),
    ],
)
def test_an_increase_names_the_year_it_is_counted_from(phrase: str) -> None:
    target = read_target(phrase)

    assert target.comparator is Comparator.INCREASE_AT_LEAST
    assert (target.value, target.unit, target.baseline_year) == (Decimal(20), "%", 2020)
    assert target.note_codes == ()


def test_an_increase_without_a_year_is_noted() -> None:
    target = read_target("Tăng thêm 5", "hồ sơ")

    assert (target.value, target.unit, target.baseline_year) == (Decimal(5), "hồ sơ", None)
    assert target.note_codes == ("target_increase_without_baseline",)


@pytest.mark.parametrize(
    ("phrase", "column", "value", "unit"),
    [
        ("80", "%", "80", "%"),
        ("80", "Tỷ lệ %", "80", "%"),
        ("80", "Phần trăm", "80", "%"),
        ("80", "", "80", ""),
        ("80 hồ sơ", "", "80", "hồ sơ"),
        ("80 hồ sơ", "Hồ sơ", "80", "Hồ sơ"),
        ("Tối thiểu 1.000 hồ sơ", "", "1000", "hồ sơ"),
        ("Tối thiểu 1.500", "hồ sơ", "1500", "hồ sơ"),
        ("80%", "hồ sơ", "80", "%"),
    ],
)
def test_the_unit_is_the_phrases_own_or_the_columns(
    phrase: str, column: str, value: str, unit: str
) -> None:
    target = read_target(phrase, column)
    assert (str(target.value), target.unit) == (value, unit)


def test_a_bare_hundred_of_things_is_a_minimum_not_all_of_them() -> None:
    assert read_target("100", "hồ sơ").comparator is Comparator.AT_LEAST
    assert read_target("100", "%").comparator is Comparator.EQUAL


@pytest.mark.parametrize(
    ("phrase", "unit", "code"),
    [
        ("từ 80 đến 90%", "", "target_range_unsupported"),
        ("80 - 90", "%", "target_range_unsupported"),
        ("80%–90%", "", "target_range_unsupported"),
        ("Đạt từ 80 tới 90 %", "", "target_range_unsupported"),
        ("1.004", "%", "target_number_ambiguous"),
        ("", "", "target_unreadable"),
        ("Tối thiểu", "%", "target_unreadable"),
        ("nan", "%", "target_unreadable"),
        ("-5", "%", "target_unreadable"),
        ("８０", "%", "target_unreadable"),
        ("8²", "%", "target_unreadable"),
        ("8\u03020%", "", "target_unreadable"),
        ("≠ 5", "%", "target_unreadable"),
        ("1,2,3", "%", "target_unreadable"),
        ("80 hồ sơ", "%", "target_unreadable"),
        ("80 hồ sơ mới nhận trong năm nay", "", "target_unreadable"),
        ("80 hồ sơ loại 2", "", "target_unreadable"),
        ("trên 50% trở lên", "", "target_unreadable"),
        ("tối thiểu tối đa 50%", "", "target_unreadable"),
        ("Tối thiểu 80%, phấn đấu 90%", "", "target_unreadable"),
        ("Tối thiểu 80% và trên 5 hồ sơ", "", "target_unreadable"),
        ("chỉ đạt 24,13%", "", "target_unreadable"),
        ("chưa đạt 80%", "", "target_unreadable"),
        ("giảm 20%", "", "target_unreadable"),
        ("tăng 20% mỗi tháng", "", "target_unreadable"),
    ],
)
def test_what_is_not_certain_is_refused_and_quoted(phrase: str, unit: str, code: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_target(phrase, unit)
    assert refusal.value.code == code
    assert set(refusal.value.params) == {"phrase"}


WORDS = st.sampled_from(
    sorted({word for phrase, *_ in [*DIRECTIVE_2021, *OTHERS] for word in phrase.split()})
)


@given(st.text() | st.lists(WORDS, max_size=8).map(" ".join), st.sampled_from(["", "%", "hồ sơ"]))
def test_arbitrary_text_is_read_or_refused_never_an_error(phrase: str, unit: str) -> None:
    try:
        target = read_target(phrase, unit)
    except ReadingError:
        return
    else:
        assert target.value >= 0
        assert isinstance(target.comparator, Comparator)
