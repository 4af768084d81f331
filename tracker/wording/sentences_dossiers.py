"""Sentences of dossier files, their rows, and what an import found rewritten."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # the whole file
    "dossier_as_of_future": _l(
        "Ngày số liệu %(as_of)s còn ở phía trước (hôm nay là %(today)s); hãy nêu ngày đã qua."
    ),
    "dossier_mapping_unknown": _l(
        "Không có cách ghép cột “%(value)s”; hãy dùng một trong: %(choices)s."
    ),
    "dossier_scope_unknown": _l(
        "Không có đơn vị nào mang mã “%(value)s”; hãy kiểm tra lại phạm vi (--scope)."
    ),
    "dossier_file_no_rows": _l("Tệp “%(name)s” chỉ có dòng tiêu đề, không có hồ sơ nào để nhập."),
    "sample_needs_units": _l("Hãy nêu ít nhất một đơn vị và một tháng để tạo dữ liệu minh họa."),
    # cells of a row
    "dossier_code_missing": _l("Dòng này không có mã hồ sơ; hãy ghi mã."),
    "dossier_code_unprintable": _l("Mã hồ sơ “%(value)s” có ký tự không in được; hãy gõ lại mã."),
    "dossier_code_scientific": _l(
        "Mã hồ sơ “%(value)s” đã bị bảng tính đổi thành số; hãy định dạng cột là văn bản rồi xuất"
        " lại."
    ),
    "dossier_procedure_code_number": _l(
        "Mã TTHC “%(value)s” là ô số nên đã mất số 0 ở cuối; hãy định dạng cột mã là văn bản rồi"
        " xuất lại."
    ),
    "dossier_code_formula": _l(
        "Mã hồ sơ “%(value)s” là công thức hoặc lỗi của bảng tính; hãy dán lại ô đó thành giá trị"
        " dạng văn bản."
    ),
    "dossier_text_too_long": _l("Ô này dài quá %(maximum)s ký tự; hãy kiểm tra lại cột."),
    "dossier_received_missing": _l("Dòng này không có ngày tiếp nhận; hãy ghi ngày."),
    "dossier_unit_missing": _l("Dòng này không có đơn vị; hãy ghi mã hoặc tên đơn vị."),
    "dossier_units_differ": _l(
        "Mã “%(value)s” là %(by_code)s nhưng tên đơn vị trong dòng là %(by_name)s; hãy sửa một"
        " trong hai ô."
    ),
    "dossier_status_unknown": _l(
        "Không hiểu trạng thái “%(value)s”; hãy ghi số 1 đến 10 của Cổng Dịch vụ công hoặc lời, ví"
        " dụ “Đang xử lý”, “Đã trả kết quả”."
    ),
    "dossier_channel_unknown": _l(
        "Không hiểu hình thức nộp “%(value)s”; hãy ghi trực tiếp, trực tuyến hoặc bưu chính công"
        " ích."
    ),
    # days against each other
    "dossier_received_later": _l(
        "Ngày tiếp nhận %(value)s sau ngày số liệu %(as_of)s; hãy sửa ngày hoặc nêu lại ngày số"
        " liệu."
    ),
    "dossier_due_before_received": _l(
        "Ngày hẹn trả %(value)s trước ngày tiếp nhận %(received_on)s; hãy xem lại hai ngày."
    ),
    "dossier_due_too_far": _l(
        "Ngày hẹn trả %(value)s cách ngày tiếp nhận %(received_on)s từ %(years)s năm trở lên; hãy"
        " sửa năm của ngày hẹn trả."
    ),
    "dossier_ended_before_received": _l(
        "Ngày kết thúc %(value)s trước ngày tiếp nhận %(received_on)s; hãy xem lại hai ngày."
    ),
    "dossier_ended_later": _l(
        "Ngày %(value)s sau ngày số liệu %(as_of)s, việc chưa thể xảy ra; hãy sửa ngày hoặc nêu lại"
        " ngày số liệu."
    ),
    # state against days
    "dossier_end_missing": _l(
        "Trạng thái “%(value)s” là đã kết thúc nhưng không có ngày kết thúc; hãy ghi cột"
        " “%(column)s”."
    ),
    "dossier_open_but_ended": _l(
        "Trạng thái “%(value)s” là chưa xong nhưng lại có ngày kết thúc %(ended_on)s; hãy sửa trạng"
        " thái hoặc bỏ ngày."
    ),
    "dossier_code_twice": _l(
        "Mã hồ sơ “%(value)s” đã có ở một dòng phía trên với nội dung khác; hãy giữ một dòng đúng."
    ),
    "dossiers_without_due_day": _l(
        "%(count)s hồ sơ mới hoặc thay đổi không có ngày hẹn trả, nên không bao giờ bị tính chậm."
        " Nếu hệ thống nguồn có ngày hẹn trả, hãy xuất tệp có cột này rồi nhập lại."
    ),
    "dossiers_shared_codes": _l(
        "%(count)s mã hồ sơ mới đã có ở một nguồn khác, nên mỗi hồ sơ được đếm một lần ở mỗi nguồn."
        " Nếu là cùng một hệ thống, hãy bỏ tệp này và nhập với mã nguồn đã có."
    ),
    # what an import found rewritten; before and after are days, or an end against its due day
    "alert_late_turned_on_time": _l(
        "Hồ sơ %(code)s trước là chậm (%(before)s), nay không còn chậm (%(after)s)."
    ),
    "alert_finish_moved_back": _l("Hồ sơ %(code)s: ngày kết thúc lùi từ %(before)s về %(after)s."),
    "alert_due_moved_forward": _l(
        "Hồ sơ %(code)s: ngày hẹn trả dời từ %(before)s sang %(after)s mà không có tạm dừng, cũng"
        " không có phiếu xin lỗi đã gửi hẹn đến ngày đó lúc chưa quá hạn."
    ),
    "alert_received_moved": _l("Hồ sơ %(code)s: ngày tiếp nhận đổi từ %(before)s thành %(after)s."),
    "alert_unit_changed": _l(
        "Hồ sơ %(code)s: đơn vị giải quyết đổi từ %(before)s thành %(after)s."
    ),
}
