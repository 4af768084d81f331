"""Who works here and in which language."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person may do (vai trò)."""

    PUBLIC = "public"
    UNIT_OFFICER = "unit_officer"
    DEPARTMENT_HEAD = "department_head"
    OFFICE_STAFF = "office_staff"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


UNIT_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD)
"""Roles that mean nothing without a unit, and see and do nothing outside it."""


class Language(StrEnum):
    """Languages of the screens; Vietnamese is the source text."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
