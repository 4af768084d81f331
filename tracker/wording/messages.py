"""What became of a message, in words."""

from __future__ import annotations

from tracker.wording.sentences import SENTENCES, sentence


def tell_error(error: str) -> str:
    """Return why a message was not sent: a sentence of ours, or what the mail server said."""
    return sentence(error) if error in SENTENCES else error
