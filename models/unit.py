"""Units over time, what became of them, and the groups documents address."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import closed_list
from models.vocabulary import OPEN_END, OPEN_START, SuccessionKind, UnitLevel


class Unit(Base):
    """Any body that can be given work (đơn vị), for the days it existed under this code."""

    __tablename__ = "unit"
    __table_args__ = (
        # Codes are given again to other bodies: 23504 was xã Đăk Long, now xã Đăk Pxi.
        sa.UniqueConstraint("code", "valid_from"),
        sa.CheckConstraint("valid_from <= valid_to", name="validity"),
        sa.Index("ix_unit_level_parent", "level", "parent_id"),
    )

    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(300))
    name_folded: Mapped[str] = mapped_column(sa.String(300), index=True)
    short_name: Mapped[str] = mapped_column(sa.String(120), default="")
    level: Mapped[UnitLevel] = mapped_column(closed_list(UnitLevel, "level"))
    kind: Mapped[str] = mapped_column(sa.String(40), default="")
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    valid_from: Mapped[date] = mapped_column(default=OPEN_START)
    valid_to: Mapped[date] = mapped_column(default=OPEN_END)
    evidence: Mapped[str] = mapped_column(sa.Text, default="")


class UnitAlias(Base):
    """Another spelling or former name under which files and documents know a unit."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("unit_id", "folded"),)

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    alias: Mapped[str] = mapped_column(sa.String(300))
    folded: Mapped[str] = mapped_column(sa.String(300), index=True)


class UnitSuccession(Base):
    """A dated event in which one unit's work went to another (sáp nhập, đổi tên, chuyển giao)."""

    __tablename__ = "unit_succession"
    __table_args__ = (sa.UniqueConstraint("predecessor_id", "successor_id"),)

    predecessor_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    successor_id: Mapped[int] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    effective_on: Mapped[date]
    kind: Mapped[SuccessionKind] = mapped_column(closed_list(SuccessionKind, "kind"))
    document: Mapped[str] = mapped_column(sa.String(200), default="")
    scope_note: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")


class UnitGroup(Base):
    """A group a document addresses (nhóm đơn vị), its members found by rule or list at a date."""

    __tablename__ = "unit_group"

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(300))
    scope_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    #: Levels and kinds the rule takes in, "|" between them; empty for a group by list.
    levels: Mapped[str] = mapped_column(sa.String(120), default="")
    kinds: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")


class UnitGroupMember(Base):
    """One unit of a group by list."""

    __tablename__ = "unit_group_member"
    __table_args__ = (sa.UniqueConstraint("group_id", "unit_id"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("unit_group.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)


class UnitGroupAlias(Base):
    """A printed phrase that means the group."""

    __tablename__ = "unit_group_alias"
    __table_args__ = (sa.UniqueConstraint("group_id", "folded"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("unit_group.id", ondelete="CASCADE"))
    alias: Mapped[str] = mapped_column(sa.String(300))
    folded: Mapped[str] = mapped_column(sa.String(300), index=True)
