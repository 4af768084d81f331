"""Every edit of a thing two people may edit answers 409 when it is stale, with both texts.

Each is shown by a test of its own page; here stands which, so that a new form finds its place.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

import pytest

from tests.house.source import ROOT
from tests.views.test_access import addresses

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.one_database

SHOWN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "test_alerts": {
        "test_all_of_an_import_are_closed_with_one_reason_if_they_are_those_seen": (
            "alerts.close_all",
        ),
        "test_an_alert_closed_meanwhile_gives_back_the_reason_typed": ("alerts.close",),
        "test_an_owner_named_meanwhile_is_shown_before_another_is": ("alerts.assign",),
    },
    "test_apologies": {
        "test_a_draft_changed_since_the_page_was_read_is_not_signed": ("apologies.sign",),
        "test_a_list_that_grew_meanwhile_is_a_conflict": ("apologies.draft",),
        "test_a_step_on_a_letter_sent_meanwhile_gives_back_what_was_typed": (
            "apologies.cancel",
            "apologies.change",
            "apologies.send",
        ),
    },
    "test_assignment_answers": {
        "test_a_stale_refusal_answers_409": ("assignment_answers.send_refusal",),
        "test_an_arbiter_named_meanwhile_is_shown_before_another_is": (
            "assignment_disputes.appoint",
        ),
        "test_keeping_needs_a_reason_only": ("assignment_disputes.decide",),
        "test_the_approver_moves_and_the_office_changes_the_assignment": (
            "assignment_disputes.apply",
        ),
        "test_the_proposed_unit_speaks_once": ("assignment_disputes.comment",),
    },
    "test_calendar_days": {
        "test_an_outdated_draft_is_previewed_again_then_cancelled": (
            "calendar_days.cancel",
            "calendar_days.renew",
        ),
        "test_what_was_not_previewed_is_not_applied": ("calendar_days.apply",),
    },
    "test_explanations": {
        "test_a_page_that_grew_old_is_told_what_changed_and_changes_nothing": ("explanations.act",),
        "test_one_dossiers_old_page_is_refused_too": ("explanations.act_on_one",),
    },
    "test_imports": {
        "test_a_name_somebody_else_gave_is_not_taken_away": ("imports.choose_columns",),
        "test_what_changed_since_the_preview_is_refused": ("imports.confirm",),
    },
    "test_lists": {
        "test_a_draft_made_anew_since_it_was_read_is_not_approved": ("lists.approve",),
    },
    "test_pulls": {
        "test_a_failed_pull_is_accepted_on_its_page": ("pulls.accept",),
        "test_a_stale_decision_about_a_source_shows_both": (
            "pulls.age",
            "pulls.map_unit",
            "pulls.rank",
        ),
        "test_a_stopped_source_is_resumed_with_a_reason": ("pulls.resume",),
    },
    "test_reconciliation": {
        "test_a_judgement_written_meanwhile_is_shown_beside_ones_own": ("reconciliation.judge",),
    },
    "test_replies": {
        "test_what_was_answered_or_decided_meanwhile_is_a_conflict_that_keeps_what_was_typed": (
            "lists.open_reply",
            "objections.decide",
            "objections.raise_",
            "objections.waive",
        ),
    },
    "test_target_explanations": {
        "test_a_measure_is_reported_done_and_taken_back_on_screen": (
            "target_explanations.measure_not_done",
        ),
        "test_a_refused_report_of_a_measure_keeps_what_was_typed": (
            "target_explanations.measure_done",
        ),
        "test_what_somebody_else_wrote_meanwhile_is_a_conflict_until_it_is_read": (
            "target_explanations.write",
        ),
        "test_what_was_reviewed_meanwhile_is_a_conflict": (
            "target_explanations.accept",
            "target_explanations.send_back",
        ),
    },
    "test_task_changes": {
        "test_a_change_is_undone_with_a_reason": ("task_changes.undo",),
        "test_a_stale_bulk_is_told_and_may_be_sent_again": ("task_bulk.change",),
        "test_a_stale_form_is_answered_with_both_texts": ("task_changes.change",),
    },
    "test_tasks": {
        "test_a_later_day_for_all_units_is_refused_where_another_was_granted_meanwhile": (
            "task_extensions.grant",
        ),
        "test_a_refused_extension_keeps_what_was_typed": ("task_extensions.grant_unit",),
        "test_a_stale_page_is_told_and_may_be_sent_again": ("task_reports.add",),
        "test_sending_back_needs_a_note_and_keeps_it": (
            "task_reports.accept",
            "task_reports.send_back",
        ),
    },
}
"""File → test → views whose edits come too late there."""

ALONE: Final = {
    # One's own: nobody else has it.
    "accounts.change_email", "accounts.change_password", "accounts.choose_language",
    "accounts.end_session", "auth.log_in", "auth.log_out", "feeds.add", "feeds.revoke",
    # Changes nothing that stands.
    "apologies.files", "imports.upload", "imports.discard", "verification.check",
    # Adds something new, or does again what may be done twice.
    "assignment_answers.accept", "calendar_days.propose", "cycle.retry", "cycle.tick",
    "evaluations.run", "lists.draft", "lists.render", "messages.retry", "messages.retry_all",
    # The state of the list refuses them; what was typed stays.
    "lists.correct", "lists.publish", "lists.withdraw",
}  # fmt: skip
"""Views whose forms cannot be stale."""


def functions(name: str) -> dict[str, str]:
    """Return the text of every function of a test file."""
    text = (ROOT / "tests" / "views" / f"{name}.py").read_text(encoding="utf-8")
    return {
        node.name: ast.unparse(node)
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("file", SHOWN)
def test_the_tests_of_stale_edits_ask_for_409(file: str) -> None:
    found = functions(file)

    assert not [name for name in SHOWN[file] if "409" not in found.get(name, "")]


def test_every_form_is_shown_to_answer_409_or_cannot_be_stale(app: Flask) -> None:
    posted = {endpoint for endpoint, method, _address in addresses(app) if method == "POST"}

    shown = {view for tests in SHOWN.values() for views in tests.values() for view in views}
    assert posted == shown | ALONE
