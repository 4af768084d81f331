"""Small files people upload in tests; no person's data, no real dossier."""

from __future__ import annotations

HEAD = (
    "Mã hồ sơ,Mã TTHC,Mã đơn vị,Cán bộ xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc,Trạng thái"
)
DOSSIERS = f"""{HEAD}
TN-0001,1.000001,STNMT,Cán bộ 01,01/03/2024,08/03/2024,12/03/2024,Đã trả kết quả
TN-0002,1.000001,STNMT,Cán bộ 01,04/03/2024,11/03/2024,11/03/2024,Đã trả kết quả
TN-0003,1.000002,608,Cán bộ 02,05/03/2024,15/03/2024,,Đang xử lý
TN-0004,1.000002,608,Cán bộ 02,20/03/2024,10/04/2024,,Đang xử lý
"""
"""March 2024 in Kon Tum: one finished late, one on the due day, one overdue, one within term."""

BAD_DOSSIERS = DOSSIERS + "TN-0005,1.000002,khong-co,Cán bộ 02,20/03/2024,10/04/2024,,Đang xử lý\n"

FIGURES = """unit_code,indicator,period,numerator,denominator
H44.13,766-2.1,2026-08,9499,10000
H44.01,766-2.1,2026-08,95,100
"""
"""One short of 95 %, one just there."""
