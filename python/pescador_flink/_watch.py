# SPDX-License-Identifier: Apache-2.0
"""Whether a job is still there."""

import logging
import time
from typing import Any, Callable, Dict, Optional

from ._directory import Directory
from ._errors import JobFailed, JobSilent

_LOG = logging.getLogger("pescador_flink")

_LOOK_SECONDS = 0.5

# A job has several writers, and those that have nothing to write do not wait for the reader.
_HELD_BEATS = 3


class Watch:
    """Looks for signs of life while a reader waits: the job writes ``job.json`` anew every few seconds.

    Only changes count, by this machine's clock, so clocks need not agree. A failure that was there before the reader
    began is given as much time as silence, since the job may be about to be resumed.
    """

    def __init__(self, directory: Directory, patience: float, cursor: Callable[[], int]) -> None:
        self._directory = directory
        self._patience = patience
        self._cursor = cursor
        self._old: Optional[Dict[str, Any]] = None

    def begin(self) -> "Wait":
        """A wait begins."""
        if self._old is None:
            self._old = self._directory.job()
        return Wait(self._directory, self._patience, self._cursor, self._old)


class Wait:
    """One wait."""

    def __init__(
        self, directory: Directory, patience: float, cursor: Callable[[], int], old: Dict[str, Any]
    ) -> None:
        self._directory = directory
        self._patience = patience
        self._cursor = cursor
        self._old = old
        self._last = old
        self._since = time.monotonic()
        self._next = self._since + _LOOK_SECONDS
        self._held_until = self._since
        self._warned = False

    def is_due(self) -> bool:
        """Whether it is time for a look. At first it is."""
        return time.monotonic() >= self._next

    def look(self, what: str) -> None:
        """Looks at the job.

        Raises ``JobFailed`` if it has failed, ``JobSilent`` if it showed no sign of life for as long as the reader is
        patient.
        """
        now = time.monotonic()
        self._next = now + _LOOK_SECONDS
        job = self._directory.job()
        if job.get("state") == "failed" and job != self._old:
            raise JobFailed(f"the job that writes to {self._directory.path} has failed: {job.get('reason')}")
        held = self._held(job)
        if held:
            self._held_until = now + _HELD_BEATS * float(job.get("every", 1))
        if job != self._last:
            self._last = job
            if now >= self._held_until:
                self._since = now
        if now - self._since >= self._patience and (held or now >= self._held_until):
            raise JobSilent(f"{what} of {self._directory.path} does not come: {self._why(job, held)}")

    def _held(self, job: Dict[str, Any]) -> bool:
        """Whether the job waits for this reader, which waits for it."""
        wanted = job.get("waits_for_cursor")
        held = isinstance(wanted, int) and self._cursor() < wanted
        if held and not self._warned and time.monotonic() - self._since > 10:
            self._warned = True
            _LOG.warning("%s: %s", self._directory.path, self._stalled(job))
        return held

    def _stalled(self, job: Dict[str, Any]) -> str:
        return (
            f"the job waits until the cursor reaches {job['waits_for_cursor']}, and it is at {self._cursor()}."
            " Call done() more often, or give the job a larger max_ahead"
        )

    def _why(self, job: Dict[str, Any], held: bool) -> str:
        if held:
            return self._stalled(job)
        seconds = f"{self._patience:g} s"
        state = job.get("state")
        if state in ("failed", "stopped"):
            return f"the job has {state} ({job.get('reason')}) and was not resumed within {seconds}"
        if state is None:
            return f"no job has begun to write within {seconds}. Start it, or wait longer (patience)"
        return (
            f"the job has shown no sign of life for {seconds}: it was killed, or cannot write there. Resume it, or wait"
            " longer (patience)"
        )
