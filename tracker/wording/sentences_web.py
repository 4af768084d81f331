"""Sentences of refusals made on screens: accounts, logins, published lists."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "account_is_system": _l(
        "Tài khoản “%(username)s” là tài khoản của hệ thống nên không đăng nhập và không sửa được."
    ),
    "account_is_own": _l(
        "“%(username)s” là tài khoản của chính bạn; hãy nhờ một quản trị viên khác."
    ),
    "account_unit_unknown": _l(
        "Không có đơn vị nào mang mã “%(unit)s”; hãy xem mã bằng “tracker units list”."
    ),
    "role_not_for_people": _l(
        "Không tạo được tài khoản với vai trò “%(role)s”; hãy chọn vai trò khác."
    ),
    "password_wrong": _l("Mật khẩu hiện nay không đúng."),
    "session_unknown": _l("Phiên đăng nhập này không còn; hãy tải lại trang."),
    "page_not_allowed": _l("Vai trò %(role)s không được xem hoặc làm việc ở trang này."),
    "login_needed": _l("Hãy đăng nhập rồi thử lại."),
}
