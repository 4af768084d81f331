"""What forms with evidence share: which files are offered, read and let go of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.rules.evidence_kinds import ENDINGS, MAX_BYTES, MAX_FILES, check_evidence
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import MultipleFileField

    from tracker.rules.evidence_kinds import CheckedFile

ACCEPTED: Final[dict[str, Any]] = {
    "accept": ",".join(ending for endings in ENDINGS.values() for ending in endings)
}
"""What a browser offers to choose; the content decides."""


class EvidenceForm(BaseForm):
    """A form with evidence in a field named `files`."""

    files: MultipleFileField

    def read_files(self) -> tuple[CheckedFile, ...]:
        """Return the files as they may be kept, no more read than shows they are too many.

        To be called before anything is written: long archives hold no other writer up.

        Raises:
            RefusedError: As `tracker.rules.evidence_kinds.check_evidence` refuses.
        """
        sent = [file for file in self.files.data or () if getattr(file, "filename", "")]
        few = sent[: MAX_FILES + 1]
        return check_evidence([(file.filename, file.stream.read(MAX_BYTES + 1)) for file in few])

    def close_files(self) -> None:
        """Let go of what was uploaded, read or not: a large file lies in a temporary one."""
        for file in self.files.data or ():
            if hasattr(file, "close"):
                file.close()
