"""Sentences of units, their names, their days and their files."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "unit_unknown": _l("Không có đơn vị nào có mã hoặc tên “%(value)s”; %(hint)s"),
    "unit_ambiguous": _l(
        "“%(value)s” có thể là nhiều đơn vị: %(candidates)s; hãy ghi mã hoặc thêm cấp trên."
    ),
    "unit_ended": _l(
        "“%(value)s” (%(units)s) đã kết thúc ngày %(last_day)s và không có đơn vị kế thừa;"
        " hãy ghi đơn vị đang làm việc đó."
    ),
    "unit_not_yet": _l(
        "“%(value)s” (%(units)s) chỉ có từ ngày %(first_day)s;"
        " hãy ghi đơn vị của thời gian đang xét."
    ),
    "unit_missing": _l("Không có đơn vị số %(value)s; có thể trang này đã cũ, hãy mở lại."),
    "unit_group_missing": _l("Không có nhóm đơn vị số %(value)s; hãy mở lại danh sách nhóm."),
    "unit_code_unknown": _l("Không có đơn vị nào mang mã “%(value)s”; hãy kiểm tra lại mã."),
    "unit_code_not_valid": _l(
        "Ngày %(on)s không có đơn vị nào mang mã “%(value)s”; mã này là: %(choices)s."
    ),
    "unit_code_several": _l(
        "Mã “%(value)s” đã dùng cho nhiều đơn vị: %(choices)s; hãy nêu ngày (--as-of)."
    ),
    "unit_code_missing": _l("Dòng này không có mã đơn vị; hãy ghi mã."),
    "unit_code_unusable": _l("Mã đơn vị “%(value)s” có dấu “|”; hãy dùng mã khác."),
    "unit_name_missing": _l("Đơn vị “%(unit)s” không có tên; hãy ghi tên."),
    "unit_text_too_long": _l("“%(value)s” dài quá %(maximum)s ký tự; hãy rút gọn."),
    "unit_level_unknown": _l(
        "Cấp “%(value)s” không có trong danh mục; hãy ghi một trong: %(choices)s."
    ),
    "unit_day_unreadable": _l(
        "Ngày “%(value)s” không đọc được; hãy ghi như 2025-07-01 hoặc 01/07/2025, hoặc để trống."
    ),
    "unit_end_before_start": _l(
        "Ngày kết thúc %(value)s trước ngày bắt đầu %(first_day)s; hãy xem lại hai ngày."
    ),
    "unit_validity_overlap": _l(
        "Mã “%(value)s” đã có trong thời gian này: %(choices)s; hãy sửa ngày để không chồng nhau."
    ),
    "unit_row_twice": _l(
        "Đơn vị “%(value)s” cùng ngày bắt đầu đã có ở dòng %(first_row)s; hãy giữ một dòng."
    ),
    "unit_parent_unknown": _l(
        "Không có đơn vị cấp trên nào mang mã “%(value)s”; hãy thêm đơn vị đó trước."
    ),
    "unit_parent_not_yet": _l(
        "Đơn vị cấp trên “%(value)s” chỉ có từ ngày %(first_day)s, sau ngày bắt đầu của dòng này;"
        " hãy sửa ngày bắt đầu."
    ),
    "unit_parent_ended": _l(
        "Đơn vị cấp trên “%(value)s” đã kết thúc ngày %(last_day)s, trước ngày bắt đầu của dòng"
        " này; hãy ghi đơn vị cấp trên hiện nay."
    ),
    "unit_parent_circular": _l(
        "Đơn vị cấp trên “%(value)s” lại nằm dưới chính đơn vị này; hãy ghi đơn vị khác."
    ),
    "unit_already_closed": _l(
        "Đơn vị “%(value)s” đã kết thúc ngày %(last_day)s; không kết thúc lần nữa được."
    ),
    "unit_document_missing": _l(
        "Hãy nêu văn bản làm căn cứ: mọi thay đổi của đơn vị phải có văn bản."
    ),
    "succession_same_unit": _l("Đơn vị “%(value)s” không thể kế thừa chính mình."),
    "succession_circular": _l(
        "“%(value)s” đã kế thừa đơn vị nhận; hãy xem lại đơn vị nào giao, đơn vị nào nhận."
    ),
    "succession_known": _l("Việc “%(value)s” giao cho “%(successor)s” đã được ghi."),
    "succession_before_end": _l(
        "Đơn vị “%(value)s” còn hoạt động đến ngày %(last_day)s;"
        " hãy kết thúc đơn vị trước ngày %(on)s rồi ghi đơn vị kế thừa."
    ),
    "succession_heir_not_valid": _l(
        "Đơn vị nhận “%(value)s” không có trong ngày %(on)s; hãy xem lại ngày hoặc đơn vị."
    ),
    "unit_effects_unseen": _l(
        "Tệp này đổi đơn vị của %(count)s nhiệm vụ giao cho nhóm mà chưa ai xem trước; hãy chạy lại"
        " với --dry-run, xem các đơn vị được kê ra, rồi nhập với mã --effects-seen in ở cuối."
    ),
    "unit_effects_changed": _l(
        "Mã xem trước “%(value)s” không còn đúng: tệp hoặc dữ liệu đã đổi sau lần xem, nay"
        " %(count)s nhiệm vụ giao cho nhóm sẽ đổi đơn vị; hãy xem lại với --dry-run rồi nhập với"
        " mã mới."
    ),
    "seed_row_broken": _l("Dữ liệu gốc %(file)s, dòng %(row)s: “%(value)s” không dùng được."),
}

_HINT: Final = _l("có phải “%(suggestion)s”?")
_NO_HINT: Final = _l("hãy kiểm tra lại cách ghi.")


def hint(suggestion: str) -> str:
    """Return the end of the sentence on an unknown unit.

    Args:
        suggestion: The name most like the one asked for; empty when none is.
    """
    return str(_HINT) % {"suggestion": suggestion} if suggestion else str(_NO_HINT)
