"""What the product says about assignments taken on, refused and decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.wording.text import LazyString

SENTENCES: Final[dict[str, LazyString]] = {
    "assignment_disputed": _l("phân công đang được xem xét vì đơn vị từ chối tiếp nhận"),
    "assignment_not_of_unit": _l(
        "Hôm nay đơn vị “%(unit)s” không có nhiệm vụ số %(number)s của văn bản %(directive)s."
    ),
    "assignment_none_chosen": _l("Hãy chọn ít nhất một nhiệm vụ để tiếp nhận."),
    "assignment_answered": _l(
        "Nhiệm vụ số %(number)s của %(unit)s đang ở trạng thái “%(state)s”; hãy tải lại trang."
    ),
    "dispute_text_short": _l("Hãy viết rõ hơn: ít nhất %(minimum)s ký tự."),
    "dispute_text_long": _l("Nội dung dài nhất %(maximum)s ký tự; hãy viết gọn lại."),
    "dispute_missing": _l(
        "Không có đề nghị xem xét phân công số %(value)s, hoặc không phải của đơn vị bạn."
    ),
    "dispute_closed": _l("Đề nghị số %(value)s đã khép lại: %(state)s."),
    "dispute_own": _l(
        "Người đã từ chối hoặc đã nêu ý kiến không được tự quyết định; cần người khác."
    ),
    "dispute_not_arbiter": _l("Chỉ người được giao xem xét mới quyết định được đề nghị này."),
    "dispute_not_proposed": _l(
        "Chỉ thủ trưởng đơn vị được đề xuất nhận việc mới nêu ý kiến ở đây."
    ),
    "dispute_commented": _l("Đơn vị được đề xuất đã nêu ý kiến; mỗi đề nghị chỉ nêu một lần."),
    "dispute_document_missing": _l(
        "Chuyển phân công phải ghi văn bản quyết định: số, ngày, nơi ban hành."
    ),
    "dispute_document_long": _l("Tên văn bản dài nhất %(maximum)s ký tự."),
    "dispute_day_missing": _l("Chuyển phân công phải ghi ngày bắt đầu có hiệu lực."),
    "dispute_not_moved": _l(
        "Đề nghị số %(value)s không có quyết định chuyển phân công: %(state)s."
    ),
    "dispute_applied": _l("Phân công đã đúng theo quyết định của đề nghị số %(value)s."),
    "decision_of_group": _l(
        "Văn bản giao theo nhóm nên không tự thay được đơn vị “%(unit)s”; hãy sửa phân công của"
        " nhiệm vụ này theo quyết định."
    ),
    "arbiter_role": _l(
        "Tài khoản “%(username)s” không xem xét được: chỉ lãnh đạo duyệt hoặc chuyên viên"
        " Văn phòng đang hoạt động."
    ),
    "arbiter_self": _l("Không tự giao việc xem xét cho chính mình; hãy chọn người khác."),
    "arbiter_party": _l("Người đã từ chối hoặc đã nêu ý kiến không thể là người xem xét."),
    "move_unit_missing": _l("Hãy nêu đơn vị nên nhận nhiệm vụ này."),
    "move_unit_same": _l("Đơn vị được đề xuất phải khác đơn vị đang được giao."),
    "move_term_missing": _l("Hãy nêu thời hạn mới."),
    "move_term_not_later": _l("Thời hạn mới %(value)s phải sau thời hạn hiện nay %(current)s."),
    "move_term_in_past": _l("Thời hạn mới %(value)s đã qua."),
    "move_unit_told": _l("giao cho %(unit)s"),
    "move_role_told": _l("chuyển sang vai trò %(role)s"),
    "move_term_told": _l("lùi thời hạn đến %(due_on)s"),
}
