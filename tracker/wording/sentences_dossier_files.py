"""Sentences of column mappings, jobs, and of files that go in whole or not at all."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "dossier_whole_refused": _l(
        "Tệp có %(count)s dòng lỗi nên không nhập dòng nào, đúng như đã chọn (tất cả hoặc không);"
        " hãy sửa các dòng lỗi rồi nhập lại."
    ),
    "dossier_basis_changed": _l(
        "Danh mục đơn vị hoặc lịch làm việc vừa được sửa trong khi đọc tệp “%(name)s” nên chưa nhập"
        " dòng nào; hãy nhập lại tệp."
    ),
    "mapping_name_invalid": _l(
        "Tên cách ghép cột “%(value)s” không dùng được; hãy đặt tên khác “auto”, dài nhất"
        " %(maximum)s ký tự."
    ),
    "mapping_name_taken": _l(
        "Nguồn %(source)s đã có cách ghép cột khác tên “%(name)s”; hãy đặt tên khác."
    ),
    "mapping_empty": _l("Cách ghép cột “%(name)s” chưa nêu cột nào; hãy nêu ít nhất một cột."),
    "mapping_unknown": _l(
        "Nguồn “%(source)s” không có cách ghép cột “%(value)s”; hãy xem lại tên."
    ),
    "mapping_column_unknown": _l(
        "Không có nội dung nào tên “%(value)s” để ghép cột; hãy dùng một trong: %(choices)s."
    ),
    "mapping_column_twice": _l(
        "Hai tiêu đề cùng được ghép vào “%(value)s”; hãy giữ một tiêu đề cho mỗi nội dung."
    ),
    "mapping_heading_invalid": _l(
        "Tiêu đề ghép vào “%(column)s” trống hoặc dài quá %(maximum)s ký tự; hãy ghi lại."
    ),
    "mapping_option_invalid": _l(
        "Không đọc được “%(value)s”; hãy ghi tiêu đề trong tệp, dấu bằng, rồi nội dung, ví dụ"
        " “Số HS=Mã hồ sơ”."
    ),
    "file_not_writable": _l("Không ghi được tệp “%(path)s”; hãy chọn chỗ khác."),
    "import_job_died": _l(
        "Tiến trình đọc tệp “%(name)s” đã dừng giữa chừng (tệp quá lớn, quá chậm hoặc hỏng); chưa"
        " có gì được nhập. Hãy chia nhỏ hoặc xuất lại tệp."
    ),
    "import_job_failed": _l(
        "Không nhập được tệp “%(name)s” do lỗi của phần mềm; chưa có gì được nhập. Hãy báo kỹ"
        " thuật viên (mã %(reference)s)."
    ),
}
