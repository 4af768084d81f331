"""Sentences about what people are told: digests, reminders, the outbox, calendar feeds."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "email_invalid": _l(
        "“%(value)s” không phải địa chỉ thư điện tử; hãy viết như ten@sotnmt.example.vn, "
        "chỉ dùng chữ không dấu."
    ),
    "email_needed": _l(
        "Hãy điền địa chỉ thư điện tử; không thể ngừng nhận thư báo việc được giao."
    ),
    "address_missing": _l("người nhận chưa có địa chỉ thư điện tử"),
    "address_switched_off": _l("tài khoản của người nhận đã ngừng hoạt động"),
    "message_switched_off": _l("Tài khoản của %(name)s đã ngừng hoạt động nên không gửi lại thư."),
    "message_missing": _l("Không có thư số %(value)s."),
    "message_not_given_up": _l(
        "Thư số %(value)s chưa bị dừng gửi; hệ thống vẫn tự gửi hoặc đã gửi xong thư này."
    ),
    "message_without_address": _l(
        "%(name)s chưa có địa chỉ thư điện tử; hãy đặt địa chỉ cho tài khoản rồi gửi lại."
    ),
    "mail_unreachable": _l("Không gửi được qua máy chủ thư %(host)s:%(port)s (%(why)s)."),
    "mail_login_unprotected": _l(
        "Không gửi mật khẩu đến máy chủ thư %(host)s khi đường truyền không mã hóa; "
        "hãy đặt TRACKER_MAIL_SECURITY là starttls hoặc tls."
    ),
    "feed_missing": _l("Không có địa chỉ lịch này, hoặc địa chỉ đã bị thu hồi."),
    "feed_unit_not_yours": _l(
        "Chỉ tạo được lịch của đơn vị mình hoặc đơn vị trực thuộc; “%(unit)s” không thuộc số đó."
    ),
    "feed_too_many": _l(
        "Mỗi người có nhiều nhất %(most)s địa chỉ lịch đang dùng; hãy thu hồi địa chỉ không dùng."
    ),
    "waiting_units": _l("%(count)s đơn vị"),
    "waiting_left": _l("hạn %(due_on)s, còn %(days)s ngày"),
    "waiting_today": _l("hạn hôm nay, %(due_on)s"),
    "waiting_late": _l("hạn %(due_on)s, đã quá %(days)s ngày"),
    "digest_subject": _l("Đúng Hạn: %(count)s việc đang chờ, ngày %(on)s"),
    "digest_subject_late": _l(
        "Đúng Hạn: %(count)s việc đang chờ, %(late)s việc quá hạn, ngày %(on)s"
    ),
    "digest_greeting": _l("Kính gửi %(name)s,"),
    "digest_opening": _l("Những việc đang chờ trên hệ thống Đúng Hạn, tính đến ngày %(on)s:"),
    "digest_open": _l("Mở: %(link)s"),
    "digest_all": _l("Tất cả việc đang chờ: %(link)s"),
    "digest_closing": _l(
        "Thư này do hệ thống lập, mỗi ngày làm việc nhiều nhất một thư; xin đừng trả lời thư này."
    ),
    "reminder_subject": _l(
        "Đúng Hạn: danh sách chậm muộn %(period)s chờ ý kiến đến hết ngày %(until)s"
    ),
    "reminder_subject_closed": _l("Đúng Hạn: danh sách chậm muộn %(period)s còn việc chưa xong"),
    "reminder_opening": _l("Danh sách chậm muộn %(period)s còn chờ những việc sau của đơn vị:"),
    "reminder_closing": _l("Thư nhắc việc này do hệ thống lập; xin đừng trả lời thư này."),
    "calendar_target": _l("Hạn chỉ tiêu %(number)s: %(text)s"),
    "calendar_task": _l("Hạn nhiệm vụ %(number)s: %(text)s"),
    "calendar_task_of_unit": _l("Hạn nhiệm vụ %(number)s của %(unit)s: %(text)s"),
    "calendar_reply": _l("Hết hạn phản hồi danh sách chậm muộn %(period)s"),
    "calendar_measure": _l("Hạn biện pháp đã hứa cho chỉ tiêu %(number)s (%(unit)s)"),
    "calendar_letter": _l("Hạn gửi phiếu xin lỗi, hồ sơ %(text)s (%(unit)s)"),
    "calendar_of_person": _l("Đúng Hạn: lịch của %(name)s"),
    "calendar_of_unit": _l("Đúng Hạn: %(name)s"),
}
