"""The columns of a dossier export, under the names one-stop systems give them."""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.importing.columns import Columns, ColumnSpec


class DossierCells(NamedTuple):
    """The cells of one row that are looked at, as text; everything else stays in the file."""

    code: str
    procedure_code: str
    procedure_name: str
    field: str
    field_code: str
    unit: str
    unit_code: str
    receiving_unit: str
    officer: str
    received: str
    due: str
    finished: str
    returned: str
    status: str
    channel: str
    term: str
    supplements: str
    cause: str


_SPECS: Final = (
    ColumnSpec(
        "code",
        ("Mã hồ sơ", "MaHoSo", "Số hồ sơ", "SoHoSo", "Mã số hồ sơ", "Mã biên nhận", "dossierNo"),
        required=True,
    ),
    ColumnSpec(
        "procedure_code",
        ("Mã TTHC", "MaTTHC", "Mã thủ tục", "Mã thủ tục hành chính", "MaThuTuc", "serviceCode"),
    ),
    ColumnSpec(
        "procedure_name",
        (
            "Tên TTHC",
            "TenTTHC",
            "Tên thủ tục",
            "Tên thủ tục hành chính",
            "Thủ tục",
            "TTHC",
            "Thủ tục hành chính",
            "TenThuTuc",
            "serviceName",
        ),
    ),
    ColumnSpec("field", ("Lĩnh vực", "LinhVuc", "Tên lĩnh vực", "TenLinhVuc", "domainName")),
    ColumnSpec("field_code", ("Mã lĩnh vực", "MaLinhVuc", "domainCode")),
    ColumnSpec(
        "unit",
        (
            "Đơn vị",
            "Tên đơn vị",
            "Đơn vị giải quyết",
            "Đơn vị xử lý",
            "Đơn vị thụ lý",
            "DonVi",
            "TenDonVi",
            "DonViXuLy",
            "DonViGiaiQuyet",
            "Cơ quan",
            "Cơ quan giải quyết",
            "Cơ quan xử lý",
            "Cơ quan thực hiện",
            "CoQuan",
            "TenCoQuan",
            "govAgencyName",
        ),
    ),
    ColumnSpec(
        "unit_code",
        (
            "Mã đơn vị",
            "MaDonVi",
            "Mã cơ quan",
            "MaCoQuan",
            "Mã định danh",
            "MaDinhDanh",
            "govAgencyCode",
        ),
    ),
    ColumnSpec("receiving_unit", ("Đơn vị tiếp nhận", "Cơ quan tiếp nhận", "DonViTiepNhan")),
    ColumnSpec(
        "officer",
        (
            "Cán bộ xử lý",
            "Cán bộ thụ lý",
            "Cán bộ đang xử lý",
            "Cán bộ giải quyết",
            "Người xử lý",
            "Cán bộ",
            "Chuyên viên xử lý",
            "CanBoXuLy",
            "NguoiXuLy",
        ),
    ),
    ColumnSpec(
        "received",
        (
            "Ngày tiếp nhận",
            "NgayTiepNhan",
            "Ngày tiếp nhận hồ sơ",
            "Thời gian tiếp nhận",
            "Ngày nhận",
            "Ngày nhận hồ sơ",
            "received_on",
            "receiveDate",
        ),
        required=True,
    ),
    ColumnSpec(
        "due",
        (
            "Ngày hẹn trả",
            "NgayHenTra",
            "Ngày hẹn trả kết quả",
            "NgayHenTraKetQua",
            "Ngày hẹn",
            "Hạn trả",
            "Hạn trả kết quả",
            "Hạn xử lý",
            "Hạn giải quyết",
            "Thời gian hẹn trả",
            "due_on",
            "dueDate",
        ),
    ),
    ColumnSpec(
        "finished",
        (
            "Ngày kết thúc xử lý",
            "NgayKetThucXuLy",
            "Ngày kết thúc",
            "Ngày có kết quả",
            "Ngày xử lý xong",
            "Ngày hoàn thành",
            "Ngày giải quyết xong",
            "finished_on",
            "releaseDate",
        ),
    ),
    ColumnSpec(
        "returned",
        (
            "Ngày trả kết quả",
            "NgayTraKetQua",
            "Ngày trả",
            "NgayTra",
            "Thời gian trả kết quả",
            "Ngày trả thực tế",
            "returned_on",
            "finishDate",
        ),
    ),
    ColumnSpec(
        "status",
        (
            "Trạng thái",
            "TrangThai",
            "Trạng thái hồ sơ",
            "TrangThaiHoSo",
            "Tình trạng",
            "Tình trạng hồ sơ",
            "Tình trạng xử lý",
            "dossierStatus",
        ),
    ),
    ColumnSpec(
        "channel",
        (
            "Hình thức nộp",
            "HinhThucNop",
            "Hình thức nộp hồ sơ",
            "Hình thức tiếp nhận",
            "Kênh thực hiện",
            "KenhThucHien",
            "Kênh nộp",
            "Kênh tiếp nhận",
        ),
    ),
    ColumnSpec(
        "term",
        (
            "Thời hạn giải quyết",
            "ThoiHanGiaiQuyet",
            "Thời gian giải quyết",
            "Thời hạn giải quyết theo quy định",
            "Thời gian giải quyết theo quy định",
        ),
    ),
    ColumnSpec(
        "supplements",
        (
            "Số lần yêu cầu bổ sung",
            "SoLanYeuCauBoSung",
            "Số lần bổ sung",
            "Số lần yêu cầu bổ sung hồ sơ",
        ),
    ),
    ColumnSpec(
        "cause",
        (
            "Nguyên nhân chậm",
            "NguyenNhanCham",
            "Nguyên nhân chậm muộn",
            "Nguyên nhân trễ hạn",
            "Nguyên nhân quá hạn",
            "Lý do chậm",
            "Lý do trễ hạn",
            "Lý do quá hạn",
        ),
    ),
)

DOSSIER_COLUMNS: Final = Columns(_SPECS, any_of=[("unit", "unit_code", "receiving_unit")])
"""What is understood of a dossier export (reference/domain-vn.md 1.7); no column of a citizen."""

if DOSSIER_COLUMNS.keys != DossierCells._fields:
    raise AssertionError("columns and cells stand in different orders")
