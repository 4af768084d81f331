"""Sentences of reports and documents: what cannot be made, and why."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "document_too_slow": _l(
        "Dàn trang văn bản “%(title)s” quá lâu nên đã dừng; hãy xuất DOCX hoặc XLSX."
    ),
    "document_not_set": _l(
        "Không dàn trang được văn bản “%(title)s” thành PDF; hãy xuất DOCX hoặc báo quản trị."
    ),
    "report_no_verdicts": _l(
        "Chưa có kết quả đánh giá nào của kỳ %(period)s; hãy đánh giá kỳ này rồi lập báo cáo."
    ),
    "report_quarter_only": _l(
        "Báo cáo Nghị quyết 131 lập theo quý; kỳ “%(period)s” không phải quý, hãy viết như 2024-Q1."
    ),
    "report_suffix_unknown": _l(
        "Không lập được tệp “%(path)s”: đuôi tệp phải là .docx, .pdf hoặc .xlsx."
    ),
    "report_file_exists": _l(
        "Tệp “%(path)s” đã có; hãy chọn tên khác hoặc thêm --force để ghi đè."
    ),
    "report_folder_missing": _l("Không có thư mục “%(path)s”; hãy tạo thư mục đó trước."),
    "report_not_written": _l("Không ghi được tệp “%(path)s”; hãy kiểm tra quyền ghi và chỗ trống."),
}
