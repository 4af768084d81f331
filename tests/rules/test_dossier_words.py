"""States and channels as one-stop systems print them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Channel, DossierStatus
from tracker.errors import ReadingError
from tracker.rules import dossier_words
from tracker.rules.dossier_words import (
    CHANNEL_WORDS,
    STATUS_NUMBERS,
    STATUS_WORDS,
    read_channel,
    read_status,
)


@pytest.mark.parametrize(
    ("number", "words", "status"),
    [
        ("1", "Mới đăng ký", DossierStatus.NOT_RECEIVED),
        ("2", "Được tiếp nhận", DossierStatus.OPEN),
        ("3", "Không được tiếp nhận", DossierStatus.NOT_RECEIVED),
        ("4", "Đang xử lý", DossierStatus.OPEN),
        ("5", "Yêu cầu bổ sung giấy tờ", DossierStatus.AWAITING_SUPPLEMENT),
        ("6", "Yêu cầu thực hiện NVTC", DossierStatus.PAUSED),
        ("7", "Công dân yêu cầu rút", DossierStatus.WITHDRAWN),
        ("8", "Dừng xử lý", DossierStatus.PAUSED),
        ("9", "Đã xử lý xong", DossierStatus.FINISHED),
        ("10", "Đã trả kết quả", DossierStatus.FINISHED),
    ],
)
def test_the_portals_ten_states_are_read_by_number_and_by_word(
    number: str, words: str, status: DossierStatus
) -> None:
    assert read_status(number) is status
    assert read_status(words) is status


@pytest.mark.parametrize("text", ["04", "4.0", " 4 ", "ĐANG XỬ LÝ", "dang xu ly", "Đang  xử lý."])
def test_case_marks_blanks_and_sheet_numbers_make_no_difference(text: str) -> None:
    assert read_status(text) is DossierStatus.OPEN


@pytest.mark.parametrize("status", list(DossierStatus))
def test_the_values_our_own_files_carry_are_read_back(status: DossierStatus) -> None:
    assert read_status(status.value) is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đã trả kết quả (trễ hạn)", DossierStatus.FINISHED),
        ("Đã trả kết quả - đúng hạn", DossierStatus.FINISHED),
        ("Hoàn thành trước hạn", DossierStatus.FINISHED),
        ("Đang xử lý (còn hạn)", DossierStatus.OPEN),
        ("new", DossierStatus.NOT_RECEIVED),
        ("receiving", DossierStatus.NOT_RECEIVED),
        ("planning", DossierStatus.OPEN),
        ("correcting", DossierStatus.OPEN),
        ("cancelling", DossierStatus.OPEN),
        ("handover", DossierStatus.OPEN),
        ("collecting", DossierStatus.OPEN),
        ("posting", DossierStatus.FINISHED),
    ],
)
def test_what_systems_print_beside_the_usual_words_is_read(
    text: str, status: DossierStatus
) -> None:
    assert read_status(text) is status


@pytest.mark.parametrize("text", ["Quá hạn", "trễ hạn)"])
def test_lateness_alone_is_no_state(text: str) -> None:
    with pytest.raises(ReadingError, match="dossier_status_unknown"):
        read_status(text)


@pytest.mark.parametrize("text", ["0", "11", "44", "4.5", "Xong", "?", "²"])
def test_an_unknown_state_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read_status(text)
    assert refused.value.code == "dossier_status_unknown"
    assert refused.value.params == {"value": text}


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("1", Channel.DIRECT),
        ("2", Channel.ONLINE),
        ("3", Channel.POSTAL),
        ("Trực tiếp", Channel.DIRECT),
        ("truc tuyen", Channel.ONLINE),
        ("Trực tuyến toàn trình", Channel.ONLINE),
        ("Trực tuyến một phần", Channel.ONLINE),
        ("BCCI", Channel.POSTAL),
        ("Bưu chính công ích", Channel.POSTAL),
        ("true", Channel.ONLINE),
        ("TRUE", Channel.ONLINE),
        ("false", Channel.DIRECT),
    ],
)
def test_channels_are_read_by_number_and_by_word(text: str, channel: Channel) -> None:
    assert read_channel(text) is channel


@pytest.mark.parametrize("channel", list(Channel))
def test_values_of_channels_are_read_back(channel: Channel) -> None:
    assert read_channel(channel.value) is channel


@pytest.mark.parametrize("text", ["0", "4", "Qua Zalo"])
def test_an_unknown_channel_is_refused(text: str) -> None:
    with pytest.raises(ReadingError, match="dossier_channel_unknown"):
        read_channel(text)


def test_every_state_and_channel_has_words() -> None:
    assert set(STATUS_WORDS) == set(DossierStatus)
    assert set(CHANNEL_WORDS) == set(Channel)
    assert list(STATUS_NUMBERS) == [str(number) for number in range(1, 11)]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_status, read_channel):
        with contextlib.suppress(ReadingError):
            assert read(text) in (*DossierStatus, *Channel)


def test_a_word_of_two_meanings_in_the_table_is_a_slip() -> None:
    with pytest.raises(ValueError, match="means two things"):
        dossier_words._index({}, {Channel.DIRECT: ("tại quầy",), Channel.POSTAL: ("Tại quầy",)})
