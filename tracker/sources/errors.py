"""How a pull ends badly: it can be tried again, or it waits for a person."""

from __future__ import annotations

from tracker.errors import RefusedError


class PullFailedError(RefusedError):
    """The run failed; nothing of it becomes a figure, the next run may take up its replies."""


class PullStoppedError(PullFailedError):
    """The source turned us away or is not what it was: no call until a person has looked."""
