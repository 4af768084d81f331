"""Every table, imported here so that the metadata is complete."""

from models.accountability import (
    ApologyLetter,
    EvidenceFile,
    Explanation,
    MeasureReport,
    Objection,
    ReplyUnit,
    TargetExplanation,
    TaskExtension,
    TaskReport,
)
from models.assignment import AssignmentAcceptance, AssignmentDispute
from models.audit import AuditEntry
from models.base import Base, db
from models.calendar import CalendarChange, CalendarChangeDay, CalendarDay
from models.column_mapping import ColumnMapping
from models.cycle import (
    CalendarFeed,
    CycleEntry,
    DigestDay,
    Escalation,
    OutboxMessage,
    RenderedFile,
)
from models.directive import Directive
from models.dossier import Dossier, DossierRevision, IntegrityAlert, Procedure
from models.evaluation import Evaluation, EvaluationRun, Publication
from models.indicator import Catalogue, Indicator, LevelView
from models.measurement import ImportBatch, Measurement, Source
from models.pull import PullCall, PullRun, RawBody, SourceUnit
from models.reconciliation import Difference
from models.task import Assignment, Target, Task
from models.task_change import TaskChange
from models.unit import (
    Unit,
    UnitAlias,
    UnitGroup,
    UnitGroupAlias,
    UnitGroupMember,
    UnitSuccession,
)
from models.user import LoginBrake, User, UserSession

__all__ = [
    "ApologyLetter",
    "Assignment",
    "AssignmentAcceptance",
    "AssignmentDispute",
    "AuditEntry",
    "Base",
    "CalendarChange",
    "CalendarChangeDay",
    "CalendarDay",
    "CalendarFeed",
    "Catalogue",
    "ColumnMapping",
    "CycleEntry",
    "Difference",
    "DigestDay",
    "Directive",
    "Dossier",
    "DossierRevision",
    "Escalation",
    "Evaluation",
    "EvaluationRun",
    "EvidenceFile",
    "Explanation",
    "ImportBatch",
    "Indicator",
    "IntegrityAlert",
    "LevelView",
    "LoginBrake",
    "MeasureReport",
    "Measurement",
    "Objection",
    "OutboxMessage",
    "Procedure",
    "Publication",
    "PullCall",
    "PullRun",
    "RawBody",
    "RenderedFile",
    "ReplyUnit",
    "Source",
    "SourceUnit",
    "Target",
    "TargetExplanation",
    "Task",
    "TaskChange",
    "TaskExtension",
    "TaskReport",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "UnitGroupAlias",
    "UnitGroupMember",
    "UnitSuccession",
    "User",
    "UserSession",
    "db",
]
