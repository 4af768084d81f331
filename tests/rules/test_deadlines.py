"""What terms in office language mean."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import ScheduleKind
from tracker.errors import ReadingError
from tracker.rules.deadlines import Schedule, read_deadline
from tracker.rules.text import plain

ONGOING, BY_DATE, DONE = ScheduleKind.ONGOING, ScheduleKind.BY_DATE, ScheduleKind.DONE
IN_MONTH, IN_QUARTER, IN_YEAR = (
    ScheduleKind.IN_MONTH,
    ScheduleKind.IN_QUARTER,
    ScheduleKind.IN_YEAR,
)
STAGES = (
    "Đạt điểm tối đa khi đạt mục tiêu trong từng giai đoạn tại Nghị quyết số 76/NQ-CP ngày "
    "15/7/2021 của Chính phủ"
)

FROM_2022 = "2022-01-01"
DAYS = [
    # Kế hoạch 142/KH-STTTT
    ("Tháng 12/2022", IN_MONTH, "2022-12-01", "2022-12-31"),
    ("Thực hiện  \n\nthường xuyên", ONGOING, None, None),
    ("2. Thời gian thực hiện: Bắt đầu từ năm 2022 và các năm tiếp theo", ONGOING, FROM_2022, None),
    ("Bắt đầu từ năm 2022 và các năm tiếp theo.", ONGOING, FROM_2022, None),
    # report on Nghị quyết 131/NQ-CP
    ("Đã triển khai", DONE, None, None),
    ("Đã hoàn thành", DONE, None, None),
    ("Trong Quý II \n\nnăm 2023", IN_QUARTER, "2023-04-01", "2023-06-30"),
    ("Trước 30/6 \nnăm 2023", BY_DATE, None, "2023-06-29"),
    ("thời gian hoàn thành trước tháng 6 năm 2023", BY_DATE, None, "2023-05-31"),
    ("hằng quý", ONGOING, None, None),
    ("Định kỳ hàng tháng", ONGOING, None, None),
    ("từ ngày 01/6/2023", ONGOING, "2023-06-01", None),
    ("Trong 6 tháng đầu năm 2023", BY_DATE, "2023-01-01", "2023-06-30"),
    ("giai \nđoạn 2020-2025", BY_DATE, "2020-01-01", "2025-12-31"),
    # annex of 2024
    ("Thực hiện trong \nnăm 2024", IN_YEAR, "2024-01-01", "2024-12-31"),
    ("NĂM 2024", IN_YEAR, "2024-01-01", "2024-12-31"),
    # office language at large
    ("Thường xuyên", ONGOING, None, None),
    ("Thường xuyên, liên tục", ONGOING, None, None),
    ("Thường xuyên theo quy định", ONGOING, None, None),
    ("Thường xuyên trong năm 2024", ONGOING, "2024-01-01", "2024-12-31"),
    ("Hàng tháng/quý/năm", ONGOING, None, None),
    ("Hàng tháng, hàng quý và hàng năm", ONGOING, None, None),
    ("Theo quý", ONGOING, None, None),
    ("Từ quý I/2023 trở đi", ONGOING, "2023-01-01", None),
    ("Đã thực hiện xong", DONE, None, None),
    ("Đã thực hiện", DONE, None, None),
    ("Quý II/2023", IN_QUARTER, "2023-04-01", "2023-06-30"),
    ("Quý 2/2023", IN_QUARTER, "2023-04-01", "2023-06-30"),
    ("Quý IV, năm 2023", IN_QUARTER, "2023-10-01", "2023-12-31"),
    ("Quý III, IV/2023", BY_DATE, "2023-07-01", "2023-12-31"),
    ("Quý I và Quý II năm 2023", BY_DATE, "2023-01-01", "2023-06-30"),
    ("Tháng 2/2024", IN_MONTH, "2024-02-01", "2024-02-29"),
    ("12/2022", IN_MONTH, "2022-12-01", "2022-12-31"),
    ("Hoàn thành trong tháng 6/2023", IN_MONTH, "2023-06-01", "2023-06-30"),
    ("Trong năm 2024", IN_YEAR, "2024-01-01", "2024-12-31"),
    ("2024", IN_YEAR, "2024-01-01", "2024-12-31"),
    ("9 tháng đầu năm 2023", BY_DATE, "2023-01-01", "2023-09-30"),
    ("Sáu tháng cuối năm 2023", BY_DATE, "2023-07-01", "2023-12-31"),
    ("Nửa đầu năm 2023", BY_DATE, "2023-01-01", "2023-06-30"),
    ("Trước ngày 30/6/2023", BY_DATE, None, "2023-06-29"),
    ("Trước quý III/2023", BY_DATE, None, "2023-06-30"),
    ("Trước năm 2024", BY_DATE, None, "2023-12-31"),
    ("Đến ngày 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("đến hết ngày 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("Đến hết tháng 2 năm 2024", BY_DATE, None, "2024-02-29"),
    ("chậm nhất 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("Chậm nhất là ngày 30 tháng 6 năm 2023", BY_DATE, None, "2023-06-30"),
    ("Hạn cuối: 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("Không quá ngày 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("Ngày 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("30-6-2023", BY_DATE, None, "2023-06-30"),
    ("30.6.2023.", BY_DATE, None, "2023-06-30"),
    ("2023-06-30", BY_DATE, None, "2023-06-30"),
    ("Thời hạn hoàn thành: 30/6/2023", BY_DATE, None, "2023-06-30"),
    ("Cuối năm 2024", BY_DATE, None, "2024-12-31"),
    ("Đến cuối tháng 6/2023", BY_DATE, None, "2023-06-30"),
    ("Từ năm 2021 đến năm 2025", BY_DATE, "2021-01-01", "2025-12-31"),
    ("Từ tháng 1 đến tháng 6 năm 2023", BY_DATE, "2023-01-01", "2023-06-30"),
    ("Từ 01-6-2023 đến 30-6-2023", BY_DATE, "2023-06-01", "2023-06-30"),
    ("Từ 01/6 đến hết 30/6/2023", BY_DATE, "2023-06-01", "2023-06-30"),
    ("Tháng 6 – 12/2023", BY_DATE, "2023-06-01", "2023-12-31"),
]  # fmt: skip
CASES = [pytest.param(*case, id=plain(case[0])) for case in DAYS]

FOLLOWED = [
    ("Theo tiến độ \ncủa Đề án 06", "Đề án 06"),
    (
        "Theo tiến độ \nĐề án 06 và \nQuyết định số \n422/QĐ-TTg \n của Thủ tướng \nChính phủ",
        "Đề án 06 và Quyết định số 422/QĐ-TTg của Thủ tướng Chính phủ",
    ),
    (
        "Theo lộ trình \nNghị định số \n107/2021/NĐ-\n\nCP ",
        "Nghị định số 107/2021/NĐ-CP",
    ),
    ("theo lộ trình Kế hoạch rà soát", "Kế hoạch rà soát"),
    ("Thực hiện theo quy định", "quy định"),
    ("Theo Kế hoạch số 1311/KH-UBND ngày 08/5/2023", "Kế hoạch số 1311/KH-UBND ngày 08/5/2023"),
    (
        "Theo Đề án giai đoạn 2022-2025, tầm nhìn đến năm 2030",
        "Đề án giai đoạn 2022-2025, tầm nhìn đến năm 2030",
    ),
]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("phrase", "kind", "first_day", "due_on"), CASES)
def test_a_term_gives_its_kind_and_days(
    phrase: str, kind: ScheduleKind, first_day: str | None, due_on: str | None
) -> None:
    schedule = read_deadline(phrase)

    assert (schedule.kind, schedule.first_day, schedule.due_on) == (
        kind,
        day(first_day),
        day(due_on),
    )
    assert schedule.phrase == " ".join(phrase.split())
    assert schedule.follows == ""


@pytest.mark.parametrize(("phrase", "kind", "first_day", "due_on"), CASES)
def test_case_form_line_breaks_and_lost_tones_make_no_difference(
    phrase: str, kind: ScheduleKind, first_day: str | None, due_on: str | None
) -> None:
    for written in (
        phrase.upper(),
        unicodedata.normalize("NFD", phrase),
        phrase.replace(" ", "\n\u00a0 "),
        plain(phrase),
    ):
        schedule = read_deadline(written)
        assert (schedule.kind, schedule.first_day, schedule.due_on) == (
            kind,
            day(first_day),
            day(due_on),
        )


@pytest.mark.parametrize(("phrase", "followed"), FOLLOWED)
def test_a_term_that_follows_a_document_names_it(phrase: str, followed: str) -> None:
    schedule = read_deadline(phrase)

    assert (schedule.kind, schedule.follows) == (ScheduleKind.FOLLOWS, followed)
    assert (schedule.first_day, schedule.due_on, schedule.note_codes) == (None, None, ())


@pytest.mark.parametrize(
    "phrase",
    [
        f"Thực hiện thường xuyên ({STAGES})",
        (
            "Thực hiện  \n\nthường xuyên    \n\n(Đạt điểm tối đa khi \n\n"
            "đạt mục tiêu trong \n\ntừng giai đoạn tại \n\nNghị quyết số \n\n"
            "76/NQ-CP ngày \n\n15/7/2021 của \n\nChính phủ)"
        ),
        f"Thực hiện thường xuyên ({STAGES}",
    ],
)
def test_words_in_parentheses_are_kept_as_a_condition(phrase: str) -> None:
    schedule = read_deadline(phrase)

    assert schedule.kind is ScheduleKind.ONGOING
    assert schedule.condition == STAGES
    assert schedule.due_on is None


def test_parentheses_within_a_condition_are_kept() -> None:
    assert read_deadline("Quý II/2023 (theo NQ (số 76))").condition == "theo NQ (số 76)"


@pytest.mark.parametrize(
    ("phrase", "note_codes"),
    [
        ("Đã hoàn thành", ()),
        ("Đã triển khai", ("deadline_taken_as_done",)),
        ("Trước 30/6 năm 2023", ("deadline_before_leaves_the_day_earlier",)),
        ("Cuối năm 2024", ("deadline_end_read_as_last_day",)),
        ("Theo tiến độ", ("deadline_follows_nothing_named",)),
        ("Tháng 12/2022", ()),
    ],
)
def test_what_a_person_should_know_is_noted(phrase: str, note_codes: tuple[str, ...]) -> None:
    assert read_deadline(phrase).note_codes == note_codes


def test_a_pace_of_nothing_is_kept_as_printed() -> None:
    assert read_deadline("Theo Tiến độ").follows == "Tiến độ"


@pytest.mark.parametrize(
    ("phrase", "due_on"),
    [
        ("Quý II", date(2023, 6, 30)),
        ("30/6", date(2023, 6, 30)),
        ("Ngày 30 tháng 6", date(2023, 6, 30)),
        ("Tháng 6", date(2023, 6, 30)),
        ("Trong năm", date(2023, 12, 31)),
        ("6 tháng cuối năm", date(2023, 12, 31)),
        ("Từ tháng 1 đến tháng 6", date(2023, 6, 30)),
    ],
)
def test_a_missing_year_is_asked_for_and_noted_once_given(phrase: str, due_on: date) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_deadline(phrase)
    assert refusal.value.code == "deadline_without_year"
    assert refusal.value.params == {"phrase": phrase}

    schedule = read_deadline(phrase, default_year=2023)
    assert (schedule.due_on, schedule.note_codes) == (due_on, ("deadline_year_assumed",))


def test_a_printed_year_wins_over_the_year_of_the_document() -> None:
    assert read_deadline("Quý II/2023", default_year=2024) == read_deadline("Quý II/2023")


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("31/6/2023", "deadline_date_impossible"),
        ("Tháng 13/2023", "deadline_date_impossible"),
        ("13 tháng đầu năm 2023", "deadline_date_impossible"),
        ("15 tháng cuối năm 2023", "deadline_date_impossible"),
        ("Từ tháng 11 đến tháng 2 năm 2024", "deadline_date_impossible"),
        ("Năm 1989", "deadline_year_out_of_range"),
        ("Trước 1/1/2101", "deadline_year_out_of_range"),
        ("", "deadline_unreadable"),
        ("(theo Đề án 06)", "deadline_unreadable"),
        ("Hoàn thành", "deadline_unreadable"),
        ("30/6/23", "deadline_unreadable"),
        ("6-12/2023", "deadline_unreadable"),
        ("Quý V/2023", "deadline_unreadable"),
        ("Quý IV-II/2023", "deadline_unreadable"),
        ("Đầu năm 2024", "deadline_unreadable"),
        ("Ngay sau khi có hướng dẫn", "deadline_unreadable"),
        ("Thường xuyên trong nhiệm kỳ", "deadline_unreadable"),
        ("Trước khi khai giảng", "deadline_unreadable"),
        ("Đến khi xong", "deadline_unreadable"),
        ("Cuối nhiệm kỳ", "deadline_unreadable"),
        ("Từ đầu đến cuối", "deadline_unreadable"),
        ("Từ đầu đến năm 2025", "deadline_unreadable"),
        ("Đã hoàn thành 50%", "deadline_unreadable"),
        ("Theo Kế hoạch số 12, trước ngày 30/6/2023", "deadline_unreadable"),
        ("Tháng 6/2023 (đợt 1), tháng 12/2023 (đợt 2)", "deadline_unreadable"),
        ("Trước ngày 15/12 hằng năm", "deadline_unreadable"),
    ],
)
def test_what_is_not_certain_is_refused_and_quoted(phrase: str, code: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_deadline(phrase)
    assert (refusal.value.code, refusal.value.params) == (code, {"phrase": phrase})


WORDS = st.sampled_from(sorted({word for phrase, *_ in DAYS for word in phrase.split()}))


@given(st.text() | st.lists(WORDS, max_size=8).map(" ".join), st.none() | st.just(2023))
def test_arbitrary_text_is_read_or_refused_never_an_error(
    phrase: str, default_year: int | None
) -> None:
    try:
        schedule = read_deadline(phrase, default_year=default_year)
    except ReadingError:
        return
    else:
        assert isinstance(schedule, Schedule)
        if schedule.first_day and schedule.due_on:
            assert schedule.first_day <= schedule.due_on
