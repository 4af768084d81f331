"""Lets the database answer while Python works on what it has said already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")


@contextmanager
def asked_aside(ask: Callable[[], T]) -> Iterator[Future[T]]:
    """Put a question to the database in a thread of its own; yield its answer to come.

    It is asked in the session and the transaction of the caller, so that it sees what the caller
    sees. There is one connection: inside the block nobody else may speak to the database. The
    block ends when the answer is there, also when it is left by an error.

    Args:
        ask: What asks, and makes the answer.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="asked-aside") as thread:
        context = copy_context()
        yield thread.submit(lambda: context.run(ask))
