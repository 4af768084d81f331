"""What people read for what waits for them, and why they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import DigestReason, EscalationLevel, WaitingKind
from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from enum import StrEnum

WORDS: Final[tuple[tuple[StrEnum, LazyString], ...]] = (
    (WaitingKind.ANSWER_LIST, _l("Hồ sơ trong danh sách đang lấy ý kiến")),
    (WaitingKind.EXPLAIN_DOSSIERS, _l("Hồ sơ chậm chưa có giải trình")),
    (WaitingKind.REWRITE_EXPLANATIONS, _l("Giải trình bị trả lại, cần viết lại")),
    (WaitingKind.REVIEW_EXPLANATIONS, _l("Giải trình hồ sơ chờ xem xét")),
    (WaitingKind.DRAFT_LETTERS, _l("Hồ sơ cần lập phiếu xin lỗi")),
    (WaitingKind.SIGN_LETTERS, _l("Phiếu xin lỗi chờ ký")),
    (WaitingKind.SEND_LETTERS, _l("Phiếu xin lỗi đã ký, chờ gửi")),
    (WaitingKind.EXPLAIN_TARGETS, _l("Chỉ tiêu chưa đạt, còn phải giải trình")),
    (WaitingKind.REVIEW_TARGETS, _l("Giải trình chỉ tiêu chờ xem xét")),
    (WaitingKind.KEEP_MEASURES, _l("Biện pháp đã hứa")),
    (WaitingKind.DELIVER_PRODUCTS, _l("Nhiệm vụ phải có sản phẩm")),
    (WaitingKind.REVIEW_PRODUCTS, _l("Báo cáo nhiệm vụ chờ xem xét")),
    (WaitingKind.DECIDE_OBJECTIONS, _l("Ý kiến phản hồi chờ quyết định")),
    (WaitingKind.APPROVE_LISTS, _l("Danh sách chờ duyệt")),
    (WaitingKind.PUBLISH_LISTS, _l("Danh sách đã duyệt, chờ công bố")),
    (WaitingKind.CLOSE_ALERTS, _l("Cảnh báo toàn vẹn đang mở")),
    (WaitingKind.ANSWER_ASSIGNMENTS, _l("Phân công chờ tiếp nhận")),
    (WaitingKind.COMMENT_DISPUTES, _l("Đề xuất giao việc, chờ ý kiến đơn vị")),
    (WaitingKind.DECIDE_DISPUTES, _l("Phân công bị từ chối, chờ quyết định")),
    (WaitingKind.APPLY_DECISIONS, _l("Phân công cần sửa theo quyết định")),
    (DigestReason.ESCALATED, _l("Chuyển cấp: quá hạn ở đơn vị")),
    (DigestReason.OWN_UNIT, _l("Đơn vị của bạn phải làm")),
    (DigestReason.REVIEW, _l("Chờ bạn xem xét")),
    (DigestReason.APPROVAL, _l("Chờ lãnh đạo duyệt")),
    (DigestReason.OFFICE, _l("Chờ Văn phòng xử lý")),
    (EscalationLevel.UNIT_HEAD, _l("Thủ trưởng đơn vị")),
    (EscalationLevel.OFFICE, _l("Văn phòng")),
)
