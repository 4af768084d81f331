"""The invented procedures of the sample dossiers; their codes begin with MH (minh họa)."""

from __future__ import annotations

from typing import Final, NamedTuple

from models.vocabulary import UnitLevel
from tracker.rules.text import fold


class SampleProcedure(NamedTuple):
    """A made-up procedure with a name that could be real.

    Args:
        code: Code no real procedure has.
        name: What it is about.
        field: Field (lĩnh vực).
        term: Term as an office words it.
        weight: How often it is asked for, against the others.
    """

    code: str
    name: str
    field: str
    term: str
    weight: int


SAMPLE_PROCEDURES: Final = (
    SampleProcedure("MH-1.001", "Đăng ký biến động đất đai", "Đất đai", "10 ngày làm việc", 14),
    SampleProcedure("MH-1.002", "Cấp đổi giấy chứng nhận", "Đất đai", "7 ngày làm việc", 8),
    SampleProcedure("MH-1.003", "Đăng ký thế chấp", "Đất đai", "3 ngày", 6),
    SampleProcedure("MH-1.004", "Tách thửa, hợp thửa đất", "Đất đai", "15 ngày làm việc", 4),
    SampleProcedure("MH-1.005", "Xác nhận hồ sơ đất đai", "Đất đai", "3 ngày", 4),
    SampleProcedure("MH-2.001", "Đăng ký khai sinh", "Hộ tịch", "1 ngày làm việc", 12),
    SampleProcedure("MH-2.002", "Đăng ký kết hôn", "Hộ tịch", "3 ngày làm việc", 5),
    SampleProcedure("MH-2.003", "Trích lục hộ tịch", "Hộ tịch", "1 ngày làm việc", 9),
    SampleProcedure("MH-2.004", "Cải chính hộ tịch", "Hộ tịch", "5 ngày", 3),
    SampleProcedure("MH-3.001", "Giấy phép nhà ở riêng lẻ", "Xây dựng", "15 ngày làm việc", 5),
    SampleProcedure("MH-3.002", "Thẩm định thiết kế", "Xây dựng", "20 ngày", 2),
    SampleProcedure("MH-4.001", "Cấp phiếu lý lịch", "Lý lịch tư pháp", "10 ngày làm việc", 7),
    SampleProcedure("MH-4.002", "Chứng thực hợp đồng", "Chứng thực", "2 ngày làm việc", 8),
    SampleProcedure("MH-5.001", "Đăng ký hộ kinh doanh", "Hộ kinh doanh", "3 ngày làm việc", 6),
    SampleProcedure("MH-5.002", "Đăng ký doanh nghiệp", "Doanh nghiệp", "3 ngày làm việc", 4),
    SampleProcedure("MH-6.001", "Trợ giúp xã hội hằng tháng", "Bảo trợ xã hội", "22 ngày", 4),
    SampleProcedure("MH-7.001", "Đổi giấy phép lái xe", "Giấy phép lái xe", "5 ngày làm việc", 6),
    SampleProcedure("MH-8.001", "Sao, lục văn bằng", "Giáo dục", "1 ngày làm việc", 1),
    SampleProcedure("MH-9.001", "Chứng chỉ hành nghề y", "Y tế", "20 ngày", 3),
    SampleProcedure("MH-9.002", "Giấy phép biểu diễn", "Văn hóa", "7 ngày làm việc", 2),
    SampleProcedure("MH-9.003", "Kiểm dịch thực vật", "Nông nghiệp", "5 ngày làm việc", 3),
    SampleProcedure("MH-9.004", "Giấy phép bán buôn", "Công thương", "10 ngày làm việc", 2),
    SampleProcedure("MH-9.005", "Giấy phép lao động", "Lao động", "5 ngày làm việc", 3),
    SampleProcedure("MH-9.006", "Giấy phép xuất bản bản tin", "Báo chí", "10 ngày làm việc", 1),
    SampleProcedure("MH-9.007", "Công nhận sáng kiến", "Khoa học", "15 ngày làm việc", 1),
    SampleProcedure("MH-9.008", "Thành lập hội", "Nội vụ", "30 ngày", 1),
    SampleProcedure("MH-9.009", "Cấp văn bản xác nhận", "Hành chính chung", "5 ngày làm việc", 1),
)
"""Some terms count calendar days and end on days off, as in real systems."""

_COMMUNE_FIELDS: Final = ("Hộ tịch", "Chứng thực", "Bảo trợ xã hội")
_COMMUNE_ALSO: Final = ("MH-1.005",)
_DISTRICT_FIELDS: Final = ("Đất đai", "Hộ tịch", "Hộ kinh doanh", "Xây dựng")
_DISTRICT_NOT: Final = ("MH-1.005", "MH-3.002")
_DEPARTMENT_SIGNS: Final = (
    ("xay dung", ("Xây dựng",)),
    ("tu phap", ("Lý lịch tư pháp",)),
    ("giao thong", ("Giấy phép lái xe",)),
    ("tai nguyen", ("Đất đai",)),
    ("dat dai", ("Đất đai",)),
    ("ke hoach", ("Doanh nghiệp",)),
    ("tai chinh", ("Doanh nghiệp",)),
    ("giao duc", ("Giáo dục",)),
    ("y te", ("Y tế",)),
    ("van hoa", ("Văn hóa",)),
    ("nong nghiep", ("Nông nghiệp",)),
    ("cong thuong", ("Công thương",)),
    ("lao dong", ("Lao động", "Bảo trợ xã hội")),
    ("thong tin", ("Báo chí",)),
    ("khoa hoc", ("Khoa học",)),
    ("noi vu", ("Nội vụ",)),
)
_ANY_DEPARTMENT: Final = ("Hành chính chung",)


def sample_procedures(level: UnitLevel | None, name: str) -> tuple[int, ...]:
    """Return which procedures a unit handles, as places in `SAMPLE_PROCEDURES`.

    Args:
        level: Level of the unit; None for every procedure.
        name: Its name: a department handles its own field.
    """
    if level is None:
        return tuple(range(len(SAMPLE_PROCEDURES)))
    codes, fields, without = _handled(level, fold(name))
    return tuple(
        place
        for place, procedure in enumerate(SAMPLE_PROCEDURES)
        if (procedure.field in fields or procedure.code in codes) and procedure.code not in without
    )


def _handled(
    level: UnitLevel, folded: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return extra codes, fields, and codes left out."""
    if level is UnitLevel.COMMUNE:
        return _COMMUNE_ALSO, _COMMUNE_FIELDS, ()
    if level is UnitLevel.DISTRICT:
        return (), _DISTRICT_FIELDS, _DISTRICT_NOT
    found = (fields for sign, fields in _DEPARTMENT_SIGNS if sign in folded)
    return (), next(found, _ANY_DEPARTMENT), ("MH-1.005", "MH-3.001")
