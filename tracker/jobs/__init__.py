"""What the product does from end to end; commands, the web and the clock call the same."""

from tracker.jobs.setup import run_init

__all__ = ["run_init"]
