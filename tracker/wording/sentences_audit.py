"""Sentences about the audit trail."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "audit_holds": _l(
        "Nhật ký nguyên vẹn: %(count)s dòng, mã băm cuối %(head)s; "
        "đã đối chiếu với %(anchors)s bản công bố."
    ),
    "audit_broken": _l("Nhật ký không còn nguyên vẹn từ dòng %(seq)s: %(why)s"),
    "audit_entry_changed": _l("nội dung dòng %(seq)s đã bị sửa sau khi ghi."),
    "audit_entry_unlinked": _l(
        "dòng %(seq)s không nối với dòng đứng trước; có dòng bị sửa, chèn hoặc đổi chỗ."
    ),
    "audit_entry_missing": _l(
        "thiếu dòng %(expected)s, dòng kế tiếp mang số %(seq)s; có dòng bị xóa."
    ),
    "audit_entry_number": _l("số của dòng %(seq)s không theo thứ tự; lẽ ra là %(expected)s."),
    "audit_tail_cut": _l(
        "bản công bố %(publication)s in mã băm %(head)s nhưng nhật ký không còn dòng mang mã này; "
        "các dòng từ %(seq)s đã bị cắt."
    ),
    "audit_rebuilt": _l(
        "bản công bố %(publication)s in mã băm %(head)s nhưng nhật ký không có dòng mang mã này; "
        "nhật ký đã bị cắt hoặc dựng lại từ dòng %(seq)s trở đi."
    ),
}
