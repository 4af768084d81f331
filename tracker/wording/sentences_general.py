"""Sentences of refusals that belong to no single subject."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "setting_invalid": _l(
        "Biến %(name)s có giá trị “%(value)s” không hợp lệ; giá trị được phép: %(allowed)s."
    ),
    "secret_too_short": _l("TRACKER_SECRET_KEY phải dài ít nhất %(bytes)s byte."),
    "database_missing": _l("Chưa có cơ sở dữ liệu; hãy chạy “tracker init” trước."),
    "database_outdated": _l(
        "Cơ sở dữ liệu còn ở bản %(version)s, cũ hơn phần mềm; hãy chạy “tracker init” để nâng cấp."
    ),
    "database_newer": _l(
        "Cơ sở dữ liệu ở bản %(version)s, mới hơn phần mềm này;"
        " hãy cài bản phần mềm đã nâng cấp nó."
    ),
    "database_unreachable": _l(
        "Không kết nối được cơ sở dữ liệu; hãy kiểm tra TRACKER_DATABASE_URL và thử lại."
    ),
    "unexpected": _l(
        "Có lỗi ngoài dự kiến, không có gì bị thay đổi; hãy gửi mã %(reference)s cho quản trị."
    ),
    "file_missing": _l("Không có tệp “%(path)s”."),
    "day_unreadable": _l(
        "Không đọc được ngày “%(value)s”; hãy ghi dạng 2024-06-30 hoặc 30/06/2024."
    ),
    "user_unknown": _l("Không có tài khoản “%(username)s”."),
    "user_exists": _l("Tài khoản “%(username)s” đã có; hãy chọn tên khác."),
    "user_inactive": _l("Tài khoản “%(username)s” đã bị khóa."),
    "username_invalid": _l(
        "Tên tài khoản “%(username)s” không hợp lệ: dùng 2–60 ký tự a–z, 0–9, dấu chấm, gạch."
    ),
    "password_too_short": _l("Mật khẩu phải có từ %(minimum)s đến %(maximum)s ký tự."),
    "password_too_common": _l("Mật khẩu này dễ đoán; hãy chọn mật khẩu khác."),
    "role_not_allowed": _l("Tài khoản “%(username)s” (%(role)s) không được làm việc này."),
    "unit_required": _l("Vai trò này phải gắn với một đơn vị; hãy nêu mã đơn vị."),
    "login_failed": _l("Tên tài khoản hoặc mật khẩu không đúng."),
    "login_braked": _l("Đăng nhập sai nhiều lần; hãy thử lại sau %(seconds)s giây."),
}
