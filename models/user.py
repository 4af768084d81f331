"""People who log in, their sessions, and the brake on guessing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import UtcDateTime, closed_list
from models.vocabulary import Language, Role


class User(Base):
    """A person or system account that acts in the product."""

    __tablename__ = "user"

    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[Role] = mapped_column(closed_list(Role, "role"))
    unit_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    #: Empty for an account nobody can log in to.
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Where digests go; empty for somebody who gets none.
    email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    language: Mapped[Language] = mapped_column(
        closed_list(Language, "language"), default=Language.VIETNAMESE
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserSession(Base):
    """A login that is still good; the cookie holds the secret, the table its hash."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginBrake(Base):
    """Failures counted per account and per address, over all workers and restarts."""

    __tablename__ = "login_brake"

    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    failure_count: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
