"""An applied or cancelled change of the calendar and its days stay as they are."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLOSED = "(SELECT 1 FROM calendar_change c WHERE c.state <> 'draft' AND c.id = {row}.change_id)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def _upgrade_sqlite() -> None:
    for event in "UPDATE", "DELETE":
        op.execute(
            f"CREATE TRIGGER calendar_change_no_{event.lower()} BEFORE {event} ON calendar_change "
            "WHEN OLD.state <> 'draft' "
            "BEGIN SELECT RAISE(ABORT, 'a closed calendar_change is frozen'); END"
        )
    for event, rows in ("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)):
        is_closed = " OR ".join(f"EXISTS {CLOSED.format(row=row)}" for row in rows)
        op.execute(
            f"CREATE TRIGGER calendar_change_day_no_{event.lower()} "
            f"BEFORE {event} ON calendar_change_day WHEN {is_closed} "
            "BEGIN SELECT RAISE(ABORT, 'a day of a closed calendar_change is frozen'); END"
        )


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER calendar_change_frozen BEFORE UPDATE OR DELETE ON calendar_change "
        "FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change()"
    )
    # A trigger's WHEN may not ask another table, so the function does. It locks the change, or a
    # day could come in beside the statement that closes it.
    op.execute(
        "CREATE FUNCTION refuse_day_of_closed_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE touched integer[] := '{}'; "
        "BEGIN "
        "IF TG_OP <> 'INSERT' THEN touched := touched || OLD.change_id; END IF; "
        "IF TG_OP <> 'DELETE' THEN touched := touched || NEW.change_id; END IF; "
        "PERFORM 1 FROM calendar_change WHERE id = ANY (touched) FOR SHARE; "
        "IF EXISTS (SELECT 1 FROM calendar_change WHERE id = ANY (touched) AND state <> 'draft') "
        "THEN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; "
        "END $$"
    )
    op.execute(
        "CREATE TRIGGER calendar_change_day_frozen "
        "BEFORE INSERT OR UPDATE OR DELETE ON calendar_change_day "
        "FOR EACH ROW EXECUTE FUNCTION refuse_day_of_closed_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in "update", "delete":
            op.execute(f"DROP TRIGGER calendar_change_no_{event}")
        for event in "insert", "update", "delete":
            op.execute(f"DROP TRIGGER calendar_change_day_no_{event}")
        return
    op.execute("DROP TRIGGER calendar_change_frozen ON calendar_change")
    op.execute("DROP TRIGGER calendar_change_day_frozen ON calendar_change_day")
    op.execute("DROP FUNCTION refuse_day_of_closed_change")
