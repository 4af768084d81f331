"""Every closed list of the product; values are what database, files and command line carry."""

from __future__ import annotations

from models.vocabulary.accountability import (
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
from models.vocabulary.assignments import (
    AnswerState,
    DisputeState,
    ProposalKind,
    RefusalReason,
)
from models.vocabulary.days import (
    CalendarChangeState,
    DayEffect,
    LatenessRule,
    TermUnit,
)
from models.vocabulary.dossiers import (
    AlertKind,
    Channel,
    DelayCause,
    DossierStatus,
    Timeliness,
)
from models.vocabulary.figures import (
    BatchKind,
    DifferenceCause,
    DifferenceState,
    RunState,
    SourceKind,
)
from models.vocabulary.messages import (
    DigestReason,
    EscalationLevel,
    WaitingKind,
)
from models.vocabulary.people import (
    UNIT_ROLES,
    Language,
    Role,
)
from models.vocabulary.work import (
    OPEN_END,
    OPEN_START,
    AssignmentRole,
    Comparator,
    PeriodKind,
    ScheduleKind,
    SuccessionKind,
    TaskChangeKind,
    TaskKind,
    TaskState,
    UnitLevel,
    Verdict,
)

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "UNIT_ROLES",
    "AlertKind",
    "AnswerState",
    "ApologyRegime",
    "AssignmentRole",
    "BatchKind",
    "CalendarChangeState",
    "Channel",
    "Comparator",
    "CycleStep",
    "DayEffect",
    "DelayCause",
    "DifferenceCause",
    "DifferenceState",
    "DigestReason",
    "DisputeState",
    "DossierStatus",
    "EscalationLevel",
    "Language",
    "LatenessRule",
    "LetterChannel",
    "LetterState",
    "MessageKind",
    "ObjectionState",
    "PeriodKind",
    "ProposalKind",
    "PublicationState",
    "RefusalReason",
    "ReviewState",
    "Role",
    "RunState",
    "ScheduleKind",
    "SourceKind",
    "StepState",
    "SuccessionKind",
    "TaskChangeKind",
    "TaskKind",
    "TaskState",
    "TermUnit",
    "Timeliness",
    "UnitLevel",
    "Verdict",
    "WaitingKind",
]
