"""What people read for what follows a late dossier or a missed target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import (
    ApologyRegime,
    CycleStep,
    LetterChannel,
    LetterState,
    MessageKind,
    ObjectionState,
    PublicationState,
    ReviewState,
    StepState,
)
from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from enum import StrEnum

WORDS: Final[tuple[tuple[StrEnum, LazyString], ...]] = (
    (ApologyRegime.ND61, _l("Nghị định 61/2018/NĐ-CP")),
    (ApologyRegime.ND118, _l("Nghị định 118/2025/NĐ-CP")),
    (PublicationState.DRAFT, _l("Dự thảo")),
    (PublicationState.APPROVED, _l("Đã duyệt")),
    (PublicationState.PUBLISHED, _l("Đã công bố")),
    (PublicationState.CORRECTED, _l("Đã được đính chính")),
    (PublicationState.WITHDRAWN, _l("Đã thu hồi")),
    (ReviewState.SUBMITTED, _l("Chờ xem xét")),
    (ReviewState.ACCEPTED, _l("Đã chấp nhận")),
    (ReviewState.SENT_BACK, _l("Trả lại để bổ sung")),
    (LetterState.DRAFT, _l("Dự thảo")),
    (LetterState.SIGNED, _l("Đã ký")),
    (LetterState.SENT, _l("Đã gửi")),
    (LetterState.CANCELLED, _l("Đã hủy")),
    (LetterChannel.PAPER, _l("Bản giấy")),
    (LetterChannel.EMAIL, _l("Thư điện tử")),
    (LetterChannel.SMS, _l("Tin nhắn SMS")),
    (LetterChannel.ZALO, _l("Zalo")),
    (LetterChannel.PORTAL, _l("Cổng dịch vụ công")),
    (ObjectionState.OPEN, _l("Chờ quyết định")),
    (ObjectionState.UPHELD, _l("Chấp nhận phản hồi")),
    (ObjectionState.REJECTED, _l("Không chấp nhận phản hồi")),
    (CycleStep.PULL, _l("Lấy số liệu")),
    (CycleStep.CHECK, _l("Kiểm tra số liệu")),
    (CycleStep.EVALUATE, _l("Đánh giá chỉ tiêu")),
    (CycleStep.DRAFT, _l("Lập dự thảo danh sách")),
    (CycleStep.OPEN_REPLY, _l("Mở thời hạn phản hồi")),
    (CycleStep.REMIND, _l("Nhắc đơn vị")),
    (CycleStep.APPROVE, _l("Duyệt danh sách")),
    (CycleStep.PUBLISH, _l("Công bố")),
    (StepState.WAITING, _l("Đang chờ")),
    (StepState.RUNNING, _l("Đang chạy")),
    (StepState.DONE, _l("Đã xong")),
    (StepState.BLOCKED, _l("Bị vướng")),
    (MessageKind.DIGEST, _l("Bản tin việc trong ngày")),
    (MessageKind.ESCALATION, _l("Chuyển cấp")),
    (MessageKind.NOTICE, _l("Thông báo")),
)
