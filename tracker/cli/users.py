"""`tracker users`: accounts; a password is printed once and kept nowhere."""

from __future__ import annotations

import click

from models.vocabulary import Role
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_rows
from tracker.clock import now
from tracker.queries.accounts import list_actors
from tracker.services.accounts import (
    PERSON_ROLES,
    add_user,
    change_role,
    deactivate,
    set_email,
    set_password,
)
from tracker.transaction import transaction
from tracker.wording.labels import label

ROLE = click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in PERSON_ROLES]),
    help="Vai trò.",
)
UNIT = click.option("--unit", "unit_code", help="Mã đơn vị; cần cho vai trò của đơn vị.")
ACCOUNT = click.argument("account", metavar="USERNAME")


@click.group()
def users() -> None:
    """Tài khoản đăng nhập."""


@users.command()
@ACCOUNT
@click.option("--name", "display_name", default="", help="Chức danh hoặc tên hiển thị.")
@ROLE
@UNIT
@click.option("--email", default="", help="Địa chỉ thư điện tử nhận thư tổng hợp.")
@BY
@DRY_RUN
@FORMAT
def add(
    *,
    account: str,
    display_name: str,
    role: str,
    unit_code: str | None,
    email: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> None:
    """Thêm một tài khoản và in mật khẩu, chỉ một lần này."""
    with product() as settings, transaction(dry_run=dry_run):
        password = add_user(
            actor=acting(username),
            username=account,
            display_name=display_name,
            role=Role(role),
            unit_code=unit_code,
            at=now(),
            language=settings.language,
            email=email,
        )
    row = {"username": account.strip().casefold(), "role": role, "password": password}
    print_rows([row], list(row), output_format)


@users.command(name="list")
@FORMAT
def list_(*, output_format: str) -> None:
    """Liệt kê các tài khoản."""
    with product():
        is_table = output_format == "table"
        rows = [
            {
                "username": actor.username,
                "name": actor.display_name,
                "role": label(actor.role) if is_table else actor.role.value,
                "unit": actor.unit_name,
                "active": actor.is_active,
            }
            for actor in list_actors()
        ]
        print_rows(rows, ["username", "name", "role", "unit", "active"], output_format)


@users.command(name="set-password")
@ACCOUNT
@BY
@DRY_RUN
@FORMAT
def set_password_(*, account: str, username: str, dry_run: bool, output_format: str) -> None:
    """Đặt mật khẩu ngẫu nhiên mới, in một lần; mọi phiên đăng nhập của tài khoản kết thúc."""
    with product(), transaction(dry_run=dry_run):
        password = set_password(actor=acting(username), username=account)
    row = {"username": account.strip().casefold(), "password": password}
    print_rows([row], list(row), output_format)


@users.command(name="set-email")
@ACCOUNT
@click.argument("email", metavar="EMAIL", default="")
@BY
@DRY_RUN
def set_email_(*, account: str, email: str, username: str, dry_run: bool) -> None:
    """Đặt địa chỉ thư điện tử nhận thư tổng hợp; bỏ trống EMAIL để xóa địa chỉ."""
    with product(), transaction(dry_run=dry_run):
        set_email(actor=acting(username), username=account, email=email)


@users.command(name="set-role")
@ACCOUNT
@ROLE
@UNIT
@BY
@DRY_RUN
def set_role(
    *, account: str, role: str, unit_code: str | None, username: str, dry_run: bool
) -> None:
    """Đổi vai trò hoặc đơn vị; mọi phiên đăng nhập của tài khoản kết thúc."""
    with product(), transaction(dry_run=dry_run):
        change_role(actor=acting(username), username=account, role=Role(role), unit_code=unit_code)


@users.command(name="deactivate")
@ACCOUNT
@BY
@DRY_RUN
def deactivate_(*, account: str, username: str, dry_run: bool) -> None:
    """Khóa một tài khoản; những gì tài khoản đã làm vẫn được giữ."""
    with product(), transaction(dry_run=dry_run):
        deactivate(actor=acting(username), username=account)
