from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import TermUnit
from tracker.errors import ReadingError
from tracker.rules.terms import Term, read_term

USUAL_SAME_DAY_TERM = (
    "Ngay trong ngày làm việc; trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được ngay"
    " thì trả kết quả trong ngày làm việc tiếp theo."
)
DAY, WORKING_DAY = TermUnit.CALENDAR_DAY, TermUnit.WORKING_DAY


def read(phrase: str) -> tuple[int, TermUnit]:
    term = read_term(phrase)
    return term.count, term.unit


@pytest.mark.parametrize(
    ("phrase", "count", "unit"),
    [
        ("5 ngày làm việc", 5, WORKING_DAY),
        ("05 ngày làm việc", 5, WORKING_DAY),
        ("5 NGÀY LÀM VIỆC", 5, WORKING_DAY),
        ("5 ngay lam viec", 5, WORKING_DAY),
        ("  5\u00a0ngày  làm\nviệc.", 5, WORKING_DAY),
        ("5ngày làm việc", 5, WORKING_DAY),
        ("05 (năm) ngày làm việc", 5, WORKING_DAY),
        ("năm ngày làm việc", 5, WORKING_DAY),
        ("3 ngày", 3, DAY),
        ("30 (ba mươi) ngày", 30, DAY),
        ("sáu mươi ngày", 60, DAY),
        ("15 ngày theo lịch", 15, DAY),
        ("2 tuần", 2, TermUnit.WEEK),
        ("2 tháng", 2, TermUnit.MONTH),
        ("1 năm", 1, TermUnit.YEAR),
        ("năm năm", 5, TermUnit.YEAR),
        ("8 giờ làm việc", 8, TermUnit.WORKING_HOUR),
        ("24 giờ làm việc", 24, TermUnit.WORKING_HOUR),
        ("8 giờ", 8, TermUnit.WORKING_HOUR),
        ("không quá 15 ngày", 15, DAY),
        ("Tối đa là 30 ngày", 30, DAY),
        ("Thời hạn giải quyết: không quá 7 ngày làm việc", 7, WORKING_DAY),
        ("trong thời hạn 10 (mười) ngày làm việc kể từ ngày nhận đủ hồ sơ", 10, WORKING_DAY),
        ("5 ngày làm việc (kể từ ngày nhận đủ hồ sơ hợp lệ).", 5, WORKING_DAY),
        ("10 ngày làm việc, kể từ ngày 05/3/2024", 10, WORKING_DAY),
        ("15 ngày làm việc (trong đó: Sở 10 ngày, UBND tỉnh 5 ngày)", 15, WORKING_DAY),
    ],
)
def test_a_term_is_read_as_it_is_worded(phrase: str, count: int, unit: TermUnit) -> None:
    assert read_term(phrase) == Term(count, unit, phrase)


@pytest.mark.parametrize(
    ("phrase", "cut_off_minute"),
    [
        ("trong ngày", None),
        ("Trong ngày làm việc", None),
        ("ngay trong ngày làm việc", None),
        ("Giải quyết ngay trong ngày nhận hồ sơ", None),
        ("trong ngày làm việc, kể từ khi nhận đủ hồ sơ", None),
        (
            USUAL_SAME_DAY_TERM,
            15 * 60,
        ),
        (
            "trong ngày (nếu nộp hồ sơ sau 16h30 thì trả vào ngày làm việc tiếp theo)",
            16 * 60 + 30,
        ),
    ],
)
def test_within_the_day_is_no_working_day_after_receipt(
    phrase: str, cut_off_minute: int | None
) -> None:
    assert read_term(phrase) == Term(0, WORKING_DAY, phrase, cut_off_minute)


@pytest.mark.parametrize(
    "phrase", ["0,5 ngày làm việc", "0.5 ngày làm việc", "1/2 ngày làm việc", "nửa ngày làm việc"]
)
def test_half_a_working_day_is_four_working_hours(phrase: str) -> None:
    assert read(phrase) == (4, TermUnit.WORKING_HOUR)


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param("", id="nothing"),
        pytest.param("5", id="no-unit"),
        pytest.param("ngày làm việc", id="no-number"),
        pytest.param("0 ngày", id="zero"),
        pytest.param("0 ngày làm việc", id="zero-working-days"),
        pytest.param("-5 ngày", id="negative"),
        pytest.param("1,5 ngày làm việc", id="day-and-a-half"),
        pytest.param("0,5 ngày", id="half-a-calendar-day"),
        pytest.param("3-5 ngày", id="range"),
        pytest.param("3 đến 5 ngày", id="range-in-words"),
        pytest.param("2 năm 6 tháng", id="two-units"),
        pytest.param("05 (sáu) ngày", id="digits-and-words-differ"),
        pytest.param("ba tư ngày", id="no-such-number"),
        pytest.param("20 ngày (không kể ngày nghỉ)", id="days-left-out"),
        pytest.param("20 ngày kể từ ngày nhận hồ sơ, không tính ngày nghỉ", id="left-out-later"),
        pytest.param("20 ngày kể từ khi nhận; trường hợp phức tạp thì lâu hơn", id="condition"),
        pytest.param("20 ngày, kể từ khi thẩm định 5 ngày", id="second-term"),
        pytest.param("3 ngày làm việc hoặc 6 ngày làm việc", id="either-or"),
        pytest.param("0,5 ngày làm việc kể từ khi nhận, không tính ngày nghỉ", id="half-day-less"),
        pytest.param("trong ngày làm việc, nếu phức tạp thì 3 ngày", id="same-day-or-three"),
        pytest.param("trong ngày; nếu nộp sau 25 giờ thì ngày làm việc tiếp theo", id="hour-25"),
        pytest.param("24 giờ", id="hours-by-the-clock"),
        pytest.param("5 ngày đêm", id="days-and-nights"),
        pytest.param("5 ngày/hồ sơ", id="per-something"),
        pytest.param("99999 ngày", id="too-long"),
        pytest.param("٥ ngày", id="other-digits"),
        pytest.param("5 working days", id="english"),
    ],
)
def test_what_is_not_clearly_one_term_is_refused(phrase: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_term(phrase)

    assert caught.value.code == "term_unreadable"
    assert caught.value.params == {"phrase": phrase}


def test_a_page_of_text_is_refused_and_quoted_in_short() -> None:
    with pytest.raises(ReadingError) as caught:
        read_term("5 ngày làm việc kể từ ngày nhận " + "hồ sơ " * 1000)

    assert len(str(caught.value.params["phrase"])) < 100


units = st.sampled_from(
    [("ngày làm việc", WORKING_DAY), ("ngày", DAY), ("tuần", TermUnit.WEEK), ("năm", TermUnit.YEAR)]
)
cased = st.sampled_from([str, str.upper, str.title])


@given(st.integers(1, 9999), units, st.booleans(), cased, st.booleans())
def test_letter_case_and_diacritics_do_not_matter(
    count: int, unit: tuple[str, TermUnit], is_composed: bool, case: type[str], has_marks: bool
) -> None:
    phrase = unicodedata.normalize(
        "NFC" if is_composed else "NFD", case(f"trong thời hạn {count} {unit[0]}")
    )
    if not has_marks:
        bare = unicodedata.normalize("NFD", phrase.replace("đ", "d").replace("Đ", "D"))
        phrase = "".join(letter for letter in bare if not unicodedata.combining(letter))

    assert read(phrase) == (count, unit[1])


ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return ONES[ones]
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm", 4: "tư" if tens > 1 else "bốn"}
    head = "mười" if tens == 1 else f"{ONES[tens]} mươi"
    return f"{head} {last.get(ones, ONES[ones])}".strip()


@pytest.mark.parametrize("number", range(1, 100))
def test_numbers_in_words_are_the_numbers_they_say(number: int) -> None:
    words = in_words(number)

    assert read(f"{words} ngày") == (number, DAY)
    assert read(f"trong vòng {number:02d} ({words}) năm") == (number, TermUnit.YEAR)


@pytest.mark.parametrize(("count", "unit"), [(-1, WORKING_DAY), (0, DAY), (0, TermUnit.MONTH)])
def test_a_term_of_nothing_cannot_be_made(count: int, unit: TermUnit) -> None:
    with pytest.raises(ValueError, match="a term cannot be"):
        Term(count, unit, "x")
