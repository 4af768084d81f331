"""What is measured: catalogues, indicators, and which groups each level is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import ScaledDecimal


class Catalogue(Base):
    """One version of a set of indicators, with the document that fixed it."""

    __tablename__ = "catalogue"

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[str] = mapped_column(sa.Text, default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")


class Indicator(Base):
    """What is measured (chỉ số): numerator and denominator named, points, levels it applies to."""

    __tablename__ = "indicator"
    __table_args__ = (sa.UniqueConstraint("catalogue_id", "ordinal"),)

    catalogue_id: Mapped[int] = mapped_column(sa.ForeignKey("catalogue.id", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    group_code: Mapped[str] = mapped_column(sa.String(20), default="")
    group_name: Mapped[str] = mapped_column(sa.Text, default="")
    name: Mapped[str] = mapped_column(sa.Text)
    name_en: Mapped[str] = mapped_column(sa.Text, default="")
    numerator_name: Mapped[str] = mapped_column(sa.Text, default="")
    denominator_name: Mapped[str] = mapped_column(sa.Text, default="")
    unit_of_measure: Mapped[str] = mapped_column(sa.String(40), default="%")
    is_higher_better: Mapped[bool] = mapped_column(default=True)
    max_points: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    rule: Mapped[str] = mapped_column(sa.String(200), default="")
    threshold: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    #: Levels it applies to, "|" between them; empty means all.
    levels: Mapped[str] = mapped_column(sa.String(120), default="")
    portal_field: Mapped[str] = mapped_column(sa.String(200), default="")
    #: "yes", "no" or "partly": whether the figure is the unit's own doing.
    attributable: Mapped[str] = mapped_column(sa.String(10), default="yes")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")


class LevelView(Base):
    """One group of figures a level is shown, as the Kon Tum guidance lists them (4, 9 and 7)."""

    __tablename__ = "level_view"
    __table_args__ = (sa.UniqueConstraint("level", "ordinal"),)

    level: Mapped[str] = mapped_column(sa.String(24))
    ordinal: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    group_code: Mapped[str] = mapped_column(sa.String(20), default="")
    source: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
