"""What forms with evidence share: which files are offered, read and let go of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.rules.evidence_kinds import ENDINGS, MAX_BYTES, MAX_FILES
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import MultipleFileField

ACCEPTED: Final[dict[str, Any]] = {
    "accept": ",".join(ending for endings in ENDINGS.values() for ending in endings)
}
"""What a browser offers to choose; the content decides."""


class EvidenceForm(BaseForm):
    """A form with evidence in a field named `files`."""

    files: MultipleFileField

    def read_files(self) -> list[tuple[str, bytes]]:
        """Return names and bytes of the files, no more of either than shows they are too many."""
        sent = [file for file in self.files.data or () if getattr(file, "filename", "")]
        return [(file.filename, file.stream.read(MAX_BYTES + 1)) for file in sent[: MAX_FILES + 1]]

    def close_files(self) -> None:
        """Let go of what was uploaded, read or not: a large file lies in a temporary one."""
        for file in self.files.data or ():
            if hasattr(file, "close"):
                file.close()
