"""Whether units take their assignments on, and the disputes when they refuse."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


#: What a refusal said; an open dispute gains a comment, an arbiter and a decision, nothing else.
SAID = (
    "task_id",
    "unit_id",
    "role",
    "reason",
    "text",
    "proposal",
    "proposed_unit_id",
    "proposed_role",
    "proposed_due_on",
    "refused_by",
    "refused_at",
    "decide_by",
)
COMMENT = "comment", "commented_by", "commented_at"


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _freeze("IS NOT", "1", _sqlite)
    else:
        _freeze("IS DISTINCT FROM", "true", _postgresql)


def _freeze(differs, always, make) -> None:
    def changed(names) -> str:
        return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names) + ")"

    commented = f"OLD.commented_at IS NOT NULL AND {changed(COMMENT)}"
    make("assignment_acceptance", "frozen", "UPDATE", always)
    make("assignment_acceptance", "kept", "DELETE", always)
    make("assignment_dispute", "frozen", "UPDATE", "OLD.state <> 'open'")
    make("assignment_dispute", "said", "UPDATE", changed(SAID))
    make("assignment_dispute", "commented", "UPDATE", commented)
    make("assignment_dispute", "kept", "DELETE", always)


def _sqlite(table, name, verb, when) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
    )


def _postgresql(table, name, verb, when) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} FOR EACH ROW "
        f"WHEN ({when}) EXECUTE FUNCTION refuse_change()"
    )


def _create_tables() -> None:
    op.create_table('assignment_acceptance',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('lead', 'supporting', name='role', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('accepted_by', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['accepted_by'], ['user.id'], name=op.f('fk_assignment_acceptance_accepted_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_assignment_acceptance_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_assignment_acceptance_unit_id_unit'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_acceptance')),
    sa.UniqueConstraint('task_id', 'unit_id', 'role', name=op.f('uq_assignment_acceptance_task_id_unit_id_role'))
    )
    op.create_index(op.f('ix_assignment_acceptance_unit_id'), 'assignment_acceptance', ['unit_id'], unique=False)
    op.create_table('assignment_dispute',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('lead', 'supporting', name='role', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('reason', sa.Enum('not_our_function', 'no_authority', 'given_to_others', 'unit_changed', 'term_too_short', 'lacks_means', 'unclear', 'other', name='reason', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('proposal', sa.Enum('other_unit', 'other_role', 'other_term', name='proposal', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('proposed_unit_id', sa.Integer(), nullable=True),
    sa.Column('proposed_role', sa.Enum('lead', 'supporting', name='proposed_role', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('proposed_due_on', sa.Date(), nullable=True),
    sa.Column('refused_by', sa.Integer(), nullable=False),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decide_by', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'kept', 'moved', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('arbiter_id', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('commented_by', sa.Integer(), nullable=True),
    sa.Column('commented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('document', sa.String(length=300), nullable=False),
    sa.Column('moved', sa.Enum('other_unit', 'other_role', 'other_term', name='moved', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('moved_unit_id', sa.Integer(), nullable=True),
    sa.Column('moved_role', sa.Enum('lead', 'supporting', name='moved_role', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('moved_due_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_by', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> refused_by', name=op.f('ck_assignment_dispute_two_persons')),
    sa.ForeignKeyConstraint(['arbiter_id'], ['user.id'], name=op.f('fk_assignment_dispute_arbiter_id_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['commented_by'], ['user.id'], name=op.f('fk_assignment_dispute_commented_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_assignment_dispute_decided_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['moved_unit_id'], ['unit.id'], name=op.f('fk_assignment_dispute_moved_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['proposed_unit_id'], ['unit.id'], name=op.f('fk_assignment_dispute_proposed_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['refused_by'], ['user.id'], name=op.f('fk_assignment_dispute_refused_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_assignment_dispute_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_assignment_dispute_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['user.id'], name=op.f('fk_assignment_dispute_withdrawn_by_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_dispute'))
    )
    op.create_index(op.f('ix_assignment_dispute_moved_unit_id'), 'assignment_dispute', ['moved_unit_id'], unique=False)
    op.create_index(op.f('ix_assignment_dispute_proposed_unit_id'), 'assignment_dispute', ['proposed_unit_id'], unique=False)
    op.create_index('ix_assignment_dispute_state_decide_by', 'assignment_dispute', ['state', 'decide_by'], unique=False)
    op.create_index(op.f('ix_assignment_dispute_task_id'), 'assignment_dispute', ['task_id'], unique=False)
    op.create_index(op.f('ix_assignment_dispute_unit_id'), 'assignment_dispute', ['unit_id'], unique=False)
    op.create_index('uq_assignment_dispute_open', 'assignment_dispute', ['task_id', 'unit_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))


def downgrade() -> None:
    op.drop_index('uq_assignment_dispute_open', table_name='assignment_dispute', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f('ix_assignment_dispute_unit_id'), table_name='assignment_dispute')
    op.drop_index(op.f('ix_assignment_dispute_task_id'), table_name='assignment_dispute')
    op.drop_index('ix_assignment_dispute_state_decide_by', table_name='assignment_dispute')
    op.drop_index(op.f('ix_assignment_dispute_proposed_unit_id'), table_name='assignment_dispute')
    op.drop_index(op.f('ix_assignment_dispute_moved_unit_id'), table_name='assignment_dispute')
    op.drop_table('assignment_dispute')
    op.drop_index(op.f('ix_assignment_acceptance_unit_id'), table_name='assignment_acceptance')
    op.drop_table('assignment_acceptance')
