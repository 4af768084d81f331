"""The invented procedures of the sample dossiers; their codes begin with MH (minh họa)."""

from __future__ import annotations

from typing import Final, NamedTuple


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
    SampleProcedure("MH-2.001", "Đăng ký khai sinh", "Hộ tịch", "1 ngày làm việc", 12),
    SampleProcedure("MH-2.002", "Đăng ký kết hôn", "Hộ tịch", "3 ngày làm việc", 5),
    SampleProcedure("MH-2.003", "Trích lục hộ tịch", "Hộ tịch", "1 ngày làm việc", 9),
    SampleProcedure("MH-2.004", "Cải chính hộ tịch", "Hộ tịch", "5 ngày", 3),
    SampleProcedure("MH-3.001", "Giấy phép nhà ở riêng lẻ", "Xây dựng", "15 ngày làm việc", 5),
    SampleProcedure("MH-3.002", "Thẩm định thiết kế", "Xây dựng", "20 ngày", 2),
    SampleProcedure("MH-4.001", "Cấp phiếu lý lịch tư pháp", "Tư pháp", "10 ngày làm việc", 7),
    SampleProcedure("MH-4.002", "Chứng thực hợp đồng", "Tư pháp", "2 ngày làm việc", 8),
    SampleProcedure("MH-5.001", "Đăng ký hộ kinh doanh", "Tài chính", "3 ngày làm việc", 6),
    SampleProcedure("MH-6.001", "Trợ giúp xã hội hằng tháng", "Bảo trợ xã hội", "22 ngày", 4),
    SampleProcedure("MH-7.001", "Đổi giấy phép lái xe", "Đường bộ", "5 ngày làm việc", 6),
    SampleProcedure("MH-8.001", "Sao, lục văn bằng", "Giáo dục", "1 ngày làm việc", 1),
)
"""Some terms count calendar days and end on days off, as in real systems."""
