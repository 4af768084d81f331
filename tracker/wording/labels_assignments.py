"""What people read for the answers to assignments, and for what became of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import AnswerState, DisputeState, ProposalKind, RefusalReason
from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from enum import StrEnum

WORDS: Final[tuple[tuple[StrEnum, LazyString], ...]] = (
    (AnswerState.WAITING, _l("Chờ tiếp nhận")),
    (AnswerState.UNANSWERED, _l("Chưa trả lời")),
    (AnswerState.DISPUTED, _l("Đang xem xét")),
    (AnswerState.MOVING, _l("Chờ sửa phân công")),
    (AnswerState.ACCEPTED, _l("Đã tiếp nhận")),
    (AnswerState.SETTLED, _l("Theo quyết định")),
    (AnswerState.NOT_ASKED, _l("Không hỏi")),
    (RefusalReason.NOT_OUR_FUNCTION, _l("Không thuộc chức năng, nhiệm vụ của đơn vị")),
    (RefusalReason.NO_AUTHORITY, _l("Không đủ thẩm quyền thực hiện")),
    (RefusalReason.GIVEN_TO_OTHERS, _l("Văn bản khác đã giao cho đơn vị khác")),
    (RefusalReason.UNIT_CHANGED, _l("Đơn vị đã sắp xếp, chuyển giao nhiệm vụ")),
    (RefusalReason.TERM_TOO_SHORT, _l("Thời hạn không đủ để thực hiện")),
    (RefusalReason.LACKS_MEANS, _l("Chưa có nhân lực, kinh phí, dữ liệu")),
    (RefusalReason.UNCLEAR, _l("Nội dung giao chưa rõ hoặc trùng lặp")),
    (RefusalReason.OTHER, _l("Lý do khác")),
    (ProposalKind.OTHER_UNIT, _l("Giao đơn vị khác")),
    (ProposalKind.OTHER_ROLE, _l("Đổi vai trò chủ trì, phối hợp")),
    (ProposalKind.OTHER_TERM, _l("Lùi thời hạn")),
    (DisputeState.OPEN, _l("Đang xem xét")),
    (DisputeState.KEPT, _l("Giữ nguyên phân công")),
    (DisputeState.MOVED, _l("Chuyển theo quyết định")),
    (DisputeState.WITHDRAWN, _l("Đơn vị đã rút, tiếp nhận")),
)
