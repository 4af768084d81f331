"""Sentences about documents, their rows and the indicators they name."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "directive_unknown": _l("Không có văn bản “%(value)s”; các văn bản hiện có: %(known)s."),
    "directive_exists": _l("Văn bản “%(number)s” đã có; hãy dùng số khác."),
    "directive_empty": _l("Văn bản “%(number)s” không có dòng nhiệm vụ nào đọc được."),
    "indicator_unknown": _l(
        "Không có chỉ số “%(value)s” trong danh mục; hãy dùng mã chỉ số hoặc tên đúng như danh mục."
    ),
    "seed_row_unreadable": _l(
        "Tệp %(file)s, dòng %(row)s, cột %(column)s: không đọc được “%(value)s” (%(why)s)."
    ),
}
