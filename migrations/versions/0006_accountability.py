"""What late dossiers and missed targets owe, the right of reply, and the monthly cycle's ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


FIXED = "rendered_file", "evidence_file", "task_extension"
#: Table → when its row stands for good.
SETTLED = {
    "explanation": "OLD.state <> 'submitted'",
    "target_explanation": "OLD.state <> 'submitted'",
    "task_report": "OLD.state <> 'submitted'",
    "objection": "OLD.state <> 'open'",
    "apology_letter": "OLD.state IN ('sent', 'cancelled')",
}


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _freeze_sqlite()
    else:
        _freeze_postgresql()


def _freeze_sqlite() -> None:
    for table, settled in [*dict.fromkeys(FIXED, "1").items(), *SETTLED.items()]:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {settled} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
        )


def _freeze_postgresql() -> None:
    for table, settled in [*dict.fromkeys(FIXED, "true").items(), *SETTLED.items()]:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({settled}) EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION refuse_change()"
        )


def _create_tables() -> None:
    op.create_table('cycle_entry',
    sa.Column('period', sa.String(length=12), nullable=False),
    sa.Column('step', sa.Enum('pull', 'check', 'evaluate', 'draft', 'open_reply', 'remind', 'approve', 'publish', name='step', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'blocked', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=60), nullable=False),
    sa.Column('params', sa.Text(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle_entry')),
    sa.UniqueConstraint('period', 'step', name=op.f('uq_cycle_entry_period_step'))
    )
    op.create_table('calendar_feed',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_calendar_feed_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_calendar_feed_user_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    op.create_index(op.f('ix_calendar_feed_user_id'), 'calendar_feed', ['user_id'], unique=False)
    op.create_table('evidence_file',
    sa.Column('object_type', sa.String(length=40), nullable=False),
    sa.Column('object_key', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('byte_count', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['user.id'], name=op.f('fk_evidence_file_added_by_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_file'))
    )
    op.create_index('ix_evidence_file_object', 'evidence_file', ['object_type', 'object_key'], unique=False)
    op.create_table('outbox_message',
    sa.Column('kind', sa.Enum('digest', 'escalation', 'notice', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('group_key', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('unclear_count', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_outbox_message_user_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('kind', 'user_id', 'group_key', name=op.f('uq_outbox_message_kind_user_id_group_key')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_message_message_id'))
    )
    op.create_index('ix_outbox_message_due', 'outbox_message', ['sent_at', 'due_at'], unique=False)
    op.create_table('digest_day',
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message_count', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest_day')),
    sa.UniqueConstraint('on_day', name=op.f('uq_digest_day_on_day'))
    )
    op.create_table('escalation',
    sa.Column('subject_key', sa.String(length=200), nullable=False),
    sa.Column('level', sa.Enum('unit_head', 'office', name='level', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_escalation_user_id_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalation')),
    sa.UniqueConstraint('subject_key', 'level', 'user_id', name=op.f('uq_escalation_subject_key_level_user_id'))
    )
    op.create_table('rendered_file',
    sa.Column('publication_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=12), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('byte_count', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('rendered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_rendered_file_publication_id_publication'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rendered_file')),
    sa.UniqueConstraint('publication_id', 'format', name=op.f('uq_rendered_file_publication_id_format'))
    )
    op.create_index(op.f('ix_rendered_file_sha256'), 'rendered_file', ['sha256'], unique=False)
    op.create_table('apology_letter',
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('regime', sa.Enum('nd61', 'nd118', name='regime', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('draft', 'signed', 'sent', 'cancelled', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=False),
    sa.Column('send_by', sa.Date(), nullable=True),
    sa.Column('drafted_by', sa.Integer(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('channel', sa.Enum('paper', 'email', 'sms', 'zalo', 'portal', name='channel', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('sent_by', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.Integer(), nullable=True),
    sa.Column('cancelling_reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('signed_by IS NULL OR signed_by <> drafted_by', name=op.f('ck_apology_letter_two_persons')),
    sa.ForeignKeyConstraint(['cancelled_by'], ['user.id'], name=op.f('fk_apology_letter_cancelled_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_apology_letter_dossier_id_dossier'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['drafted_by'], ['user.id'], name=op.f('fk_apology_letter_drafted_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['sent_by'], ['user.id'], name=op.f('fk_apology_letter_sent_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['signed_by'], ['user.id'], name=op.f('fk_apology_letter_signed_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_apology_letter_unit_id_unit'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_apology_letter')),
    sa.UniqueConstraint('dossier_id', 'ordinal', name=op.f('uq_apology_letter_dossier_id_ordinal'))
    )
    op.create_index(op.f('ix_apology_letter_unit_id'), 'apology_letter', ['unit_id'], unique=False)
    op.create_table('explanation',
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'accepted', 'sent_back', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('cause', sa.Enum('heavy_load', 'financial_step', 'field_measurement', 'other_agency', 'party_opinion', 'calendar_day_term', 'ministry_system', 'system_error', 'officer_fault', 'force_majeure', 'applicant', 'other', name='cause', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_by', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('reviewed_by IS NULL OR reviewed_by <> written_by', name=op.f('ck_explanation_two_persons')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_explanation_dossier_id_dossier'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['reviewed_by'], ['user.id'], name=op.f('fk_explanation_reviewed_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_explanation_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['written_by'], ['user.id'], name=op.f('fk_explanation_written_by_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_explanation')),
    sa.UniqueConstraint('dossier_id', 'version', name=op.f('uq_explanation_dossier_id_version'))
    )
    op.create_index(op.f('ix_explanation_unit_id'), 'explanation', ['unit_id'], unique=False)
    op.create_table('objection',
    sa.Column('publication_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('open', 'upheld', 'rejected', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_objection_decided_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_objection_dossier_id_dossier'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_objection_publication_id_publication'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['raised_by'], ['user.id'], name=op.f('fk_objection_raised_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_objection_unit_id_unit'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    op.create_index(op.f('ix_objection_dossier_id'), 'objection', ['dossier_id'], unique=False)
    op.create_index('ix_objection_publication_state', 'objection', ['publication_id', 'state'], unique=False)
    op.create_index(op.f('ix_objection_unit_id'), 'objection', ['unit_id'], unique=False)
    op.create_table('reply_unit',
    sa.Column('publication_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('is_waiver', sa.Boolean(), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['user.id'], name=op.f('fk_reply_unit_answered_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_reply_unit_publication_id_publication'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_reply_unit_unit_id_unit'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_unit')),
    sa.UniqueConstraint('publication_id', 'unit_id', name=op.f('uq_reply_unit_publication_id_unit_id'))
    )
    op.create_index(op.f('ix_reply_unit_unit_id'), 'reply_unit', ['unit_id'], unique=False)
    op.create_table('target_explanation',
    sa.Column('period', sa.String(length=12), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'accepted', 'sent_back', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('measure_due_on', sa.Date(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_by', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('reviewed_by IS NULL OR reviewed_by <> written_by', name=op.f('ck_target_explanation_two_persons')),
    sa.ForeignKeyConstraint(['reviewed_by'], ['user.id'], name=op.f('fk_target_explanation_reviewed_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_target_explanation_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_target_explanation_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['written_by'], ['user.id'], name=op.f('fk_target_explanation_written_by_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target_explanation')),
    sa.UniqueConstraint('period', 'task_id', 'unit_id', 'version', name=op.f('uq_target_explanation_period_task_id_unit_id_version'))
    )
    op.create_index(op.f('ix_target_explanation_unit_id'), 'target_explanation', ['unit_id'], unique=False)
    op.create_table('task_extension',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('original_due_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=300), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('granted_by', sa.Integer(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['granted_by'], ['user.id'], name=op.f('fk_task_extension_granted_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_extension_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_extension_unit_id_unit'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_extension'))
    )
    op.create_index(op.f('ix_task_extension_task_id'), 'task_extension', ['task_id'], unique=False)
    op.create_table('task_report',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'accepted', 'sent_back', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_by', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('reviewed_by IS NULL OR reviewed_by <> written_by', name=op.f('ck_task_report_two_persons')),
    sa.ForeignKeyConstraint(['reviewed_by'], ['user.id'], name=op.f('fk_task_report_reviewed_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_report_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_report_unit_id_unit'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['written_by'], ['user.id'], name=op.f('fk_task_report_written_by_user'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_report')),
    sa.UniqueConstraint('task_id', 'unit_id', 'version', name=op.f('uq_task_report_task_id_unit_id_version'))
    )
    op.create_index(op.f('ix_task_report_unit_id'), 'task_report', ['unit_id'], unique=False)
    op.add_column('publication', sa.Column('reply_opened_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('publication', sa.Column('reply_until', sa.Date(), nullable=True))
    op.add_column('publication', sa.Column('take_down_on', sa.Date(), nullable=True))
    op.add_column('user', sa.Column('email', sa.String(length=254), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('user', 'email')
    op.drop_column('publication', 'take_down_on')
    op.drop_column('publication', 'reply_until')
    op.drop_column('publication', 'reply_opened_at')
    op.drop_index(op.f('ix_task_report_unit_id'), table_name='task_report')
    op.drop_table('task_report')
    op.drop_index(op.f('ix_task_extension_task_id'), table_name='task_extension')
    op.drop_table('task_extension')
    op.drop_index(op.f('ix_target_explanation_unit_id'), table_name='target_explanation')
    op.drop_table('target_explanation')
    op.drop_index(op.f('ix_reply_unit_unit_id'), table_name='reply_unit')
    op.drop_table('reply_unit')
    op.drop_index(op.f('ix_objection_unit_id'), table_name='objection')
    op.drop_index('ix_objection_publication_state', table_name='objection')
    op.drop_index(op.f('ix_objection_dossier_id'), table_name='objection')
    op.drop_table('objection')
    op.drop_index(op.f('ix_explanation_unit_id'), table_name='explanation')
    op.drop_table('explanation')
    op.drop_index(op.f('ix_apology_letter_unit_id'), table_name='apology_letter')
    op.drop_table('apology_letter')
    op.drop_index(op.f('ix_rendered_file_sha256'), table_name='rendered_file')
    op.drop_table('rendered_file')
    op.drop_table('escalation')
    op.drop_table('digest_day')
    op.drop_index('ix_outbox_message_due', table_name='outbox_message')
    op.drop_table('outbox_message')
    op.drop_index('ix_evidence_file_object', table_name='evidence_file')
    op.drop_table('evidence_file')
    op.drop_index(op.f('ix_calendar_feed_user_id'), table_name='calendar_feed')
    op.drop_table('calendar_feed')
    op.drop_table('cycle_entry')
