"""The words and numbers one-stop systems use for a dossier's state and channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from models.vocabulary import Channel, DossierStatus
from tracker.errors import ReadingError
from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

STATUS_NUMBERS: Final = {
    "1": DossierStatus.NOT_RECEIVED,
    "2": DossierStatus.OPEN,
    "3": DossierStatus.NOT_RECEIVED,
    "4": DossierStatus.OPEN,
    "5": DossierStatus.AWAITING_SUPPLEMENT,
    "6": DossierStatus.PAUSED,
    "7": DossierStatus.WITHDRAWN,
    "8": DossierStatus.PAUSED,
    "9": DossierStatus.FINISHED,
    "10": DossierStatus.FINISHED,
}
"""Numbers the national portal and the systems joined to it exchange (TrangThaiHoSo)."""

STATUS_WORDS: Final = {
    DossierStatus.OPEN: (
        "Đang xử lý",
        "Đang giải quyết",
        "Đang thụ lý",
        "Đang thực hiện",
        "Được tiếp nhận",
        "Đã tiếp nhận",
        "Mới tiếp nhận",
        "Đang xử lý, còn hạn",
        "Đang xử lý, quá hạn",
        "Đang xử lý trong hạn",
        "Đang xử lý quá hạn",
        "Đang giải quyết trong hạn",
        "Đang giải quyết quá hạn",
        "Liên thông",
        "Đang liên thông",
        "open",
        "processing",
        "interoperating",
        "planning",
        "correcting",
        "cancelling",
        "handover",
        "collecting",
    ),
    DossierStatus.AWAITING_SUPPLEMENT: (
        "Chờ bổ sung",
        "Chờ bổ sung hồ sơ",
        "Yêu cầu bổ sung",
        "Yêu cầu bổ sung giấy tờ",
        "Yêu cầu bổ sung hồ sơ",
        "Đang bổ sung",
        "Bổ sung hồ sơ",
        "awaiting_supplement",
        "waiting",
    ),
    DossierStatus.PAUSED: (
        "Tạm dừng",
        "Tạm dừng xử lý",
        "Dừng xử lý",
        "Yêu cầu thực hiện NVTC",
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Thực hiện nghĩa vụ tài chính",
        "Chờ thực hiện nghĩa vụ tài chính",
        "paused",
        "pausing",
        "paying",
    ),
    DossierStatus.FINISHED: (
        "Đã xử lý xong",
        "Đã xử lý",
        "Xử lý xong",
        "Đã giải quyết",
        "Đã giải quyết xong",
        "Đã có kết quả",
        "Có kết quả",
        "Chờ trả kết quả",
        "Đã trả kết quả",
        "Đã trả",
        "Trả kết quả",
        "Hoàn thành",
        "Đã hoàn thành",
        "Kết thúc",
        "Đã kết thúc",
        "Trả trước hạn",
        "Trả đúng hạn",
        "Trả chậm",
        "finished",
        "releasing",
        "posting",
        "done",
    ),
    DossierStatus.RETURNED: ("Trả lại", "Đã trả lại", "Trả lại hồ sơ", "returned"),
    DossierStatus.WITHDRAWN: (
        "Công dân yêu cầu rút",
        "Công dân yêu cầu rút hồ sơ",
        "Yêu cầu rút hồ sơ",
        "Rút hồ sơ",
        "Đã rút",
        "Đã rút hồ sơ",
        "withdrawn",
        "cancelled",
    ),
    DossierStatus.REFUSED: (
        "Từ chối giải quyết",
        "Từ chối xử lý",
        "Không giải quyết",
        "Không đủ điều kiện giải quyết",
        "refused",
        "unresolved",
    ),
    DossierStatus.NOT_RECEIVED: (
        "Mới đăng ký",
        "Mới nộp",
        "Chờ tiếp nhận",
        "Chưa tiếp nhận",
        "Không được tiếp nhận",
        "Không tiếp nhận",
        "Từ chối tiếp nhận",
        "not_received",
        "new",
        "receiving",
        "denied",
    ),
}
"""Words people and systems print, by what they mean; case and marks make no difference."""

CHANNEL_NUMBERS: Final = {"1": Channel.DIRECT, "2": Channel.ONLINE, "3": Channel.POSTAL}
"""Numbers of the national portal (KenhThucHien)."""

CHANNEL_WORDS: Final = {
    Channel.DIRECT: (
        "Trực tiếp",
        "Nộp trực tiếp",
        "Tiếp nhận trực tiếp",
        "Tại bộ phận một cửa",
        "Một cửa",
        "direct",
        "false",
    ),
    Channel.ONLINE: (
        "Trực tuyến",
        "Nộp trực tuyến",
        "Tiếp nhận trực tuyến",
        "Trực tuyến toàn trình",
        "Trực tuyến một phần",
        "Toàn trình",
        "Một phần",
        "DVCTT",
        "Qua mạng",
        "online",
        "true",
    ),
    Channel.POSTAL: (
        "BCCI",
        "Bưu chính",
        "Bưu chính công ích",
        "Dịch vụ BCCI",
        "Dịch vụ bưu chính công ích",
        "Qua BCCI",
        "Qua bưu chính",
        "Qua bưu chính công ích",
        "Qua dịch vụ bưu chính công ích",
        "Bưu điện",
        "Qua bưu điện",
        "postal",
    ),
}

_M = TypeVar("_M", bound="StrEnum")
_ZEROS: Final = re.compile(r"0*([1-9][0-9]?)(?:[.,]0)?", re.ASCII)
"""A number as sheets print it: 4, 04, 4.0."""
_IN_TIME: Final = re.compile(r"[\s,(]+(?:truoc|som|dung|tre|qua|cham|con|trong) han\)?$")
"""What some systems add to a state: lateness is counted from days, not read from words."""


def read_status(text: str) -> DossierStatus:
    """Return the state a word or number means, "Đã trả kết quả (trễ hạn)" too.

    Args:
        text: What stands in the cell; not blank.

    Raises:
        ReadingError: `dossier_status_unknown`, with the value.

    Source:
        reference/domain-vn.md 1.7.
    """
    found = _read(text, _STATUSES) or _read(_IN_TIME.sub("", _key(text)), _STATUSES)
    if found is None:
        raise ReadingError("dossier_status_unknown", value=text)
    return found


def read_channel(text: str) -> Channel:
    """Return the way of filing (hình thức nộp) a word or number means.

    Args:
        text: What stands in the cell; not blank.

    Raises:
        ReadingError: `dossier_channel_unknown`, with the value.

    Source:
        reference/domain-vn.md 1.7.
    """
    found = _read(text, _CHANNELS)
    if found is None:
        raise ReadingError("dossier_channel_unknown", value=text)
    return found


def _read(text: str, meanings: Mapping[str, _M]) -> _M | None:
    key = _key(text)
    number = _ZEROS.fullmatch(key)
    return meanings.get(number[1] if number else key)


def _key(text: str) -> str:
    return fold(text).replace("_", " ").strip(" .")


def _index(numbers: Mapping[str, _M], words: Mapping[_M, tuple[str, ...]]) -> dict[str, _M]:
    """Return meaning by folded word; a word of two meanings is a slip in the table."""
    meanings = dict(numbers)
    for meaning, names in words.items():
        for name in names:
            if meanings.setdefault(_key(name), meaning) is not meaning:
                raise ValueError(f"{name!r} means two things")
    return meanings


_STATUSES: Final = _index(STATUS_NUMBERS, STATUS_WORDS)
_CHANNELS: Final = _index(CHANNEL_NUMBERS, CHANNEL_WORDS)
