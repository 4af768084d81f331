"""What people read for each member of the closed lists."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from models.vocabulary import (
    AlertKind,
    AssignmentRole,
    BatchKind,
    Channel,
    Comparator,
    DayEffect,
    DossierStatus,
    Language,
    LatenessRule,
    PeriodKind,
    PublicationState,
    Role,
    ScheduleKind,
    SourceKind,
    SuccessionKind,
    TaskKind,
    TermUnit,
    Timeliness,
    UnitLevel,
    Verdict,
)
from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from enum import StrEnum

_WORDS: Final[tuple[tuple[StrEnum, LazyString], ...]] = (
    (UnitLevel.PROVINCE, _l("Tỉnh, thành phố")),
    (UnitLevel.DEPARTMENT, _l("Sở, ban, ngành")),
    (UnitLevel.DISTRICT, _l("Cấp huyện")),
    (UnitLevel.COMMUNE, _l("Cấp xã")),
    (UnitLevel.DIVISION, _l("Phòng, đơn vị trực thuộc")),
    (UnitLevel.PARTNER, _l("Đơn vị phối hợp ngoài UBND")),
    (SuccessionKind.CONTINUED, _l("tiếp tục")),
    (SuccessionKind.MERGED, _l("sáp nhập")),
    (SuccessionKind.SPLIT, _l("chia tách")),
    (SuccessionKind.RENAMED, _l("đổi tên")),
    (SuccessionKind.TRANSFERRED, _l("chuyển giao nhiệm vụ")),
    (AssignmentRole.LEAD, _l("Chủ trì")),
    (AssignmentRole.SUPPORTING, _l("Phối hợp")),
    (TaskKind.MEASURED, _l("Đo bằng chỉ số")),
    (TaskKind.PRODUCT, _l("Đánh giá theo sản phẩm")),
    (ScheduleKind.ONGOING, _l("Thực hiện thường xuyên")),
    (ScheduleKind.BY_DATE, _l("Theo ngày")),
    (ScheduleKind.IN_MONTH, _l("Trong tháng")),
    (ScheduleKind.IN_QUARTER, _l("Trong quý")),
    (ScheduleKind.IN_YEAR, _l("Trong năm")),
    (ScheduleKind.FOLLOWS, _l("Theo tiến độ văn bản khác")),
    (ScheduleKind.DONE, _l("Đã hoàn thành")),
    (Comparator.AT_LEAST, _l("tối thiểu")),
    (Comparator.MORE_THAN, _l("trên")),
    (Comparator.EQUAL, _l("đạt")),
    (Comparator.AT_MOST, _l("không quá")),
    (Comparator.LESS_THAN, _l("dưới")),
    (Comparator.INCREASE_AT_LEAST, _l("tăng thêm ít nhất")),
    (Verdict.ACHIEVED, _l("Đạt")),
    (Verdict.MISSED, _l("Chưa đạt")),
    (Verdict.NO_DATA, _l("Chưa có số liệu")),
    (Verdict.NOT_ARISEN, _l("Không phát sinh")),
    (Verdict.NOT_DUE, _l("Chưa đến kỳ")),
    (Verdict.NOT_APPLICABLE, _l("Không áp dụng")),
    (Verdict.EXCUSED, _l("Được chấp thuận")),
    (Verdict.DISPUTED, _l("Đang xem xét")),
    (PeriodKind.MONTH, _l("Tháng")),
    (PeriodKind.QUARTER, _l("Quý")),
    (PeriodKind.YEAR, _l("Năm")),
    (PeriodKind.MONTH_TO_DATE, _l("Lũy kế đến tháng")),
    (TermUnit.WORKING_DAY, _l("ngày làm việc")),
    (TermUnit.CALENDAR_DAY, _l("ngày")),
    (TermUnit.WEEK, _l("tuần")),
    (TermUnit.MONTH, _l("tháng")),
    (TermUnit.YEAR, _l("năm")),
    (TermUnit.WORKING_HOUR, _l("giờ làm việc")),
    (DayEffect.OFF, _l("nghỉ")),
    (DayEffect.WORKING, _l("làm việc")),
    (DossierStatus.OPEN, _l("Đang xử lý")),
    (DossierStatus.AWAITING_SUPPLEMENT, _l("Chờ bổ sung")),
    (DossierStatus.PAUSED, _l("Tạm dừng")),
    (DossierStatus.FINISHED, _l("Đã có kết quả")),
    (DossierStatus.RETURNED, _l("Trả lại")),
    (DossierStatus.WITHDRAWN, _l("Rút hồ sơ")),
    (DossierStatus.REFUSED, _l("Từ chối giải quyết")),
    (DossierStatus.NOT_RECEIVED, _l("Chưa tiếp nhận")),
    (Channel.DIRECT, _l("Trực tiếp")),
    (Channel.ONLINE, _l("Trực tuyến")),
    (Channel.POSTAL, _l("Bưu chính công ích")),
    (Timeliness.FINISHED_EARLY, _l("Trả trước hạn")),
    (Timeliness.FINISHED_ON_TIME, _l("Trả đúng hạn")),
    (Timeliness.FINISHED_LATE, _l("Trả chậm")),
    (Timeliness.OPEN_WITHIN_TERM, _l("Đang xử lý, còn hạn")),
    (Timeliness.OPEN_OVERDUE, _l("Đang xử lý, quá hạn")),
    (Timeliness.PAUSED, _l("Tạm dừng, chờ bổ sung")),
    (Timeliness.RETURNED, _l("Trả lại, rút, từ chối")),
    (LatenessRule.BY_DATE, _l("so theo ngày, ngày hẹn trả vẫn là đúng hạn")),
    (LatenessRule.BY_INSTANT, _l("so theo giờ phút hẹn trả")),
    (PublicationState.DRAFT, _l("Dự thảo")),
    (PublicationState.APPROVED, _l("Đã duyệt")),
    (PublicationState.PUBLISHED, _l("Đã công bố")),
    (PublicationState.CORRECTED, _l("Đã được đính chính")),
    (PublicationState.WITHDRAWN, _l("Đã thu hồi")),
    (BatchKind.DOSSIERS, _l("Hồ sơ TTHC")),
    (BatchKind.MEASUREMENTS, _l("Số liệu thực hiện")),
    (BatchKind.UNITS, _l("Đơn vị")),
    (BatchKind.DIRECTIVE, _l("Văn bản giao việc")),
    (SourceKind.PORTAL, _l("Cổng Dịch vụ công quốc gia")),
    (SourceKind.ONE_STOP, _l("Hệ thống một cửa")),
    (SourceKind.UNIT_REPORT, _l("Báo cáo của đơn vị")),
    (SourceKind.DOCUMENT, _l("Số liệu in trong văn bản")),
    (SourceKind.SAMPLE, _l("Dữ liệu minh họa")),
    (SourceKind.FILE, _l("Tệp nhập")),
    (AlertKind.LATE_TURNED_ON_TIME, _l("Chậm bỗng thành đúng hạn")),
    (AlertKind.FINISH_MOVED_BACK, _l("Ngày có kết quả bị lùi về trước")),
    (AlertKind.DUE_MOVED_FORWARD, _l("Ngày hẹn trả bị dời về sau")),
    (AlertKind.RECEIVED_MOVED, _l("Ngày tiếp nhận bị đổi")),
    (AlertKind.UNIT_CHANGED, _l("Đơn vị giải quyết bị đổi")),
    (AlertKind.VANISHED, _l("Hồ sơ biến mất")),
    (AlertKind.PUBLISHED_MONTH_CHANGED, _l("Số liệu tháng đã công bố thay đổi")),
    (Role.PUBLIC, _l("Người xem")),
    (Role.UNIT_OFFICER, _l("Cán bộ đơn vị")),
    (Role.DEPARTMENT_HEAD, _l("Thủ trưởng đơn vị")),
    (Role.OFFICE_STAFF, _l("Chuyên viên Văn phòng")),
    (Role.APPROVER, _l("Lãnh đạo duyệt")),
    (Role.ADMINISTRATOR, _l("Quản trị hệ thống")),
    (Role.SYSTEM, _l("Hệ thống")),
    (Language.VIETNAMESE, _l("Tiếng Việt")),
    (Language.ENGLISH, _l("English")),
)

#: By list and member: members of two lists with one value ("withdrawn") are equal as keys.
_LABELS: Final = {(type(member), member.value): words for member, words in _WORDS}


def has_label(member: object) -> bool:
    """Return whether there are words for a value."""
    return isinstance(member, Enum) and (type(member), member.value) in _LABELS


def label(member: StrEnum) -> str:
    """Return the words for a member, in the reader's language."""
    return str(_LABELS[type(member), member.value])
