"""Sentences of OpenCPS statistics: what a reply says wrong, and what it cannot say at all."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # a run ends
    "opencps_no_content": _l(
        "Hệ thống một cửa trả về rỗng (204) cho “%(call)s”: yêu cầu thiếu một trong hai ngày của"
        " khoảng thời gian, hoặc máy chủ chưa chạy thống kê."
    ),
    "opencps_fault": _l(
        "Hệ thống một cửa báo lỗi 406 cho “%(call)s” (mã %(fault)s: %(text)s);"
        " hãy kiểm tra group_id, mã nhóm cơ quan và kỳ lấy số liệu."
    ),
    "opencps_reply_odd": _l(
        "Trả lời của “%(call)s” không có dạng bảng thống kê OpenCPS;"
        " hãy kiểm tra base_url trong tệp cấu hình nguồn."
    ),
    "opencps_reply_empty": _l(
        "Hệ thống một cửa không có dòng thống kê nào cho “%(call)s”;"
        " đây không phải là số 0, hãy kiểm tra việc chạy thống kê bên nguồn rồi lấy lại."
    ),
    "opencps_field_missing": _l(
        "Trả lời của “%(call)s” không dòng nào có trường “%(field)s”: nguồn đã đổi cấu trúc;"
        " không số liệu nào được nhận."
    ),
    "opencps_rows_differ": _l(
        "Nguồn trả hai dòng tổng khác nhau của cơ quan “%(agency)s” trong “%(call)s”;"
        " không biết dòng nào đúng nên không nhận số liệu nào."
    ),
    "opencps_no_totals": _l(
        "Trả lời của “%(call)s” không có dòng tổng nào của kỳ đã hỏi;"
        " các dòng chi tiết chồng lên nhau nên không được cộng thay."
    ),
    # findings
    "opencps_agency_empty": _l(
        "Cơ quan “%(agency)s” có tên trong nhóm nhưng nguồn chưa tính dòng nào:"
        " chưa có số liệu, không phải là số 0."
    ),
    "opencps_agency_unknown": _l(
        "Nguồn có cơ quan “%(agency)s” (%(name)s) không có trong bảng mã của tệp cấu hình nguồn;"
        " hãy thêm vào bảng agencies."
    ),
    "opencps_agency_missing": _l(
        "Đơn vị “%(unit)s” (mã bên nguồn “%(agency)s”) không có trong trả lời của nguồn;"
        " hãy kiểm tra mã hoặc hỏi đơn vị quản lý hệ thống."
    ),
    "opencps_row_twice": _l("Nguồn trả hai lần cùng một dòng của cơ quan “%(agency)s”."),
    "opencps_total_missing": _l(
        "Cơ quan “%(agency)s” chỉ có dòng chi tiết, không có dòng tổng; không tự cộng, chưa có số"
        " liệu của cơ quan này."
    ),
    "opencps_check_missing": _l(
        "Nguồn không nêu trường “%(field)s”; các phép kiểm tra dùng trường này không thực hiện"
        " được."
    ),
    "opencps_count_unreadable": _l(
        "Cơ quan “%(agency)s”: trường “%(field)s” có giá trị “%(value)s”, không phải số đếm;"
        " các số liệu dùng trường này để trống."
    ),
    "opencps_identity_failed": _l(
        "Cơ quan “%(agency)s”: phép cộng “%(identity)s” không khớp (%(left)s so với %(right)s);"
        " số liệu của dòng này được gắn cờ."
    ),
    "opencps_percentage_differs": _l(
        "Cơ quan “%(agency)s”: nguồn ghi %(stated)s%% đúng hạn, tính từ số đếm là %(exact)s%%;"
        " sản phẩm chỉ dùng số đếm."
    ),
    "opencps_sum_differs": _l(
        "Trường “%(field)s”: tổng các cơ quan là %(parts)s, dòng toàn tỉnh là %(total)s."
    ),
    "opencps_share_impossible": _l(
        "Cơ quan “%(agency)s”: tử số %(left)s lớn hơn mẫu số %(right)s của “%(indicator)s”;"
        " tỷ lệ này để trống."
    ),
    # what it cannot give
    "opencps_no_days": _l("Thống kê OpenCPS không có thời gian giải quyết từng hồ sơ."),
    "opencps_no_causes": _l("Thống kê OpenCPS không có nguyên nhân chậm."),
    "opencps_no_procedures": _l(
        "Thống kê OpenCPS đếm hồ sơ, không đếm thủ tục hay việc công bố, công khai, đồng bộ."
    ),
    "opencps_no_results": _l(
        "Thống kê OpenCPS không cho biết hồ sơ trực tuyến nào có kết quả điện tử;"
        " tỷ lệ chỉ theo hình thức nộp là HS-online_share."
    ),
    "opencps_no_payments": _l("Thống kê OpenCPS không tách thanh toán trực tuyến."),
    "opencps_no_digitising": _l("Thống kê OpenCPS không có số liệu số hóa."),
    "opencps_no_satisfaction": _l(
        "Thống kê hồ sơ của OpenCPS không có phản ánh, kiến nghị và mức độ hài lòng."
    ),
}
