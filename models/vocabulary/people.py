"""Who works here and in which language."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do (vai trò)."""

    PUBLIC = "public"
    UNIT_OFFICER = "unit_officer"
    DEPARTMENT_HEAD = "department_head"
    OFFICE_STAFF = "office_staff"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Language(StrEnum):
    """Languages of the screens; Vietnamese is the source text."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
