# SPDX-License-Identifier: Apache-2.0
"""A directory as a queue."""

import os
import time
from typing import Any, Dict, Iterator, List, Optional, Tuple, Union

from ._directory import Directory, View, ranks
from ._errors import BatchRemoved, RanksChanged, UnevenEnd
from ._npz import Arrays, read
from ._watch import Watch

_FIRST_SLEEP = 0.001
_LONGEST_SLEEP = 0.02

_HERE, _HOLE, _GONE, _END = range(4)


class BatchQueue:
    """Batches of a directory that a job writes to, in the global order: yields ``(number, arrays)``.

    ``for number, arrays in BatchQueue("out"):`` reads from this reader's cursor on, waits for batches that are not
    there yet, and ends with the run. Iterating again goes on after the last batch that was given.

    *Ranks.* Of ``world`` readers, each has a ``rank`` from 0 on and gets one of every ``world`` batches: rank r reads
    the numbers start + r, start + r + world, and so on. The job does not know how many there are, so their number may
    change at any number at which all of them stop. Every rank gets as many batches as every other:

    - ``even="drop"``: the last batches that are too few for all ranks are left out, fewer than ``world`` of them;
      ``left_over`` counts them.
    - ``even="pad"``: the ranks that would have none get one of the last batches again, under its own number.
    - ``even="error"``: ``UnevenEnd`` is raised, on all ranks.

    *Progress.* ``done()`` says that all batches given so far are safe: it moves this rank's cursor, removes what no
    rank wants any more, and so lets the job write more. ``state_dict()`` belongs into the model's checkpoint.

    Not thread-safe. A copy in another process (a DataLoader's worker) reads only; ``done`` belongs to the training loop.

    :param directory: the directory, as this machine sees it; it need not exist yet
    :param rank: which of the readers this is, from 0 to ``world - 1``
    :param world: how many readers there are
    :param start: the first number that all ranks together still want; None: where this rank's cursor is, or 0
    :param even: what happens to last batches that are too few for all ranks: ``"drop"``, ``"pad"`` or ``"error"``
    :param keep: how many batches behind the least cursor stay in the directory, so that readers can go back
    :param patience: seconds without a sign of life after which a job counts as gone; ``math.inf`` waits for ever
    """

    def __init__(
        self,
        directory: Union[str, "os.PathLike[str]"],
        rank: int = 0,
        world: int = 1,
        start: Optional[int] = None,
        *,
        even: str = "drop",
        keep: int = 0,
        patience: float = 60.0,
    ) -> None:
        if not 0 <= rank < world:
            raise ValueError(f"rank is {rank} and world is {world}: a rank is a number from 0 to world - 1")
        if start is not None and start < 0:
            raise ValueError(f"start is {start}: batches are numbered from 0 on")
        if even not in ("drop", "pad", "error"):
            raise ValueError(f'even is {even!r}: it is "drop", "pad" or "error"')
        if keep < 0:
            raise ValueError(f"keep is {keep}: a number of batches is ≥ 0")
        self.rank = rank
        self.world = world
        self.even = even
        self.keep = keep
        self.patience = patience
        self._directory = Directory(os.fspath(directory))
        self._watch = Watch(self._directory, patience, self._own_cursor)
        self._next = start
        self._run: Optional[str] = None
        self._base: Optional[int] = None
        self._removed: Optional[int] = None
        if self._directory.run() is not None:
            self._join()

    # ---- reading

    def __iter__(self) -> Iterator[Tuple[int, Any]]:
        return self._give(0, 1)

    def __len__(self) -> int:
        """How many batches this rank still gets; ``TypeError`` while the run has not ended, since that is not known."""
        stop = self._directory.stop()
        if stop is None:
            raise TypeError(f"{self._directory.path} has no end yet: how many batches there will be is not known")
        there = self._there(stop)
        return there // self.world + (1 if self.even == "pad" and there % self.world else 0)

    @property
    def left_over(self) -> int:
        """How many of the last batches are left out because they are too few for all ranks, once the run has ended."""
        stop = self._directory.stop()
        return 0 if stop is None or self.even != "drop" else self._there(stop) % self.world

    def _there(self, stop: int) -> int:
        return sum(not self._directory.hole(number) for number in range(self._started(), stop))

    def _give(self, part: int, parts: int) -> Iterator[Tuple[int, Arrays]]:
        """The batches of this rank; of its ``parts`` readers in turn, those of one."""
        self._await_run()
        self._join(lower=parts == 1)
        for step, (members, after) in enumerate(self._groups(self._started())):
            if step % parts == part:
                number = members[self.rank % len(members)]
                arrays = self._read(number)
                self._next = after
                yield number, arrays

    def _groups(self, start: int) -> Iterator[Tuple[List[int], int]]:
        """A batch for each rank, and the number at which the next group begins."""
        at = start
        while True:
            members: List[int] = []
            while len(members) < self.world:
                kind = self._await(at)
                if kind == _END:
                    break
                if kind != _HOLE:
                    members.append(at)
                at += 1
            else:
                yield members, at
                continue
            if members:
                yield from self._rest(members, at)
            return

    def _rest(self, members: List[int], at: int) -> Iterator[Tuple[List[int], int]]:
        few = f"{self._directory.path} ends with batch {at - 1}: the last {len(members)} are too few for {self.world} ranks"
        if self.even == "error":
            raise UnevenEnd(f'{few}. Choose even="drop" or even="pad"')
        if self.even == "pad":
            yield members, at

    def _await(self, number: int) -> int:
        """Waits until it is known whether a batch comes."""
        wait = None
        sleep = _FIRST_SLEEP
        while not self._directory.has(number):
            stop = self._directory.stop()
            if stop is not None and number >= stop:
                return _END
            if self._directory.hole(number):
                return _HOLE
            if wait is None or wait.is_due():
                if number < self._directory.least():
                    return _GONE
                wait = wait or self._watch.begin()
                wait.look(f"batch {number}")
            time.sleep(sleep)
            sleep = min(2 * sleep, _LONGEST_SLEEP)
        return _HERE

    def _await_run(self) -> None:
        wait = None
        while self._directory.run() is None:
            wait = wait or self._watch.begin()
            wait.look("the first batch")
            time.sleep(_LONGEST_SLEEP)

    def _read(self, number: int) -> Arrays:
        try:
            return read(self._directory.batch(number))
        except FileNotFoundError:
            raise self._was_removed(number) from None

    def _was_removed(self, number: int) -> BatchRemoved:
        lowest = self._directory.lowest()
        there = "holds none" if lowest is None else f"begins with batch {lowest}"
        return BatchRemoved(
            f"batch {number} of {self._directory.path} was removed: its readers have let go of all below"
            f" {self._directory.least()}, and the directory {there}. The job does not write it again. Start at a later"
            " number, or let the job draw from its beginning into another directory"
        )

    # ---- progress

    def state_dict(self, number: Optional[int] = None) -> Dict[str, Any]:
        """Where to go on: the same for all ranks that have had equally many batches, and good for any other ``world``.

        :param number: of the last batch that was used; default: the last that was given. Say it where batches come
            through a DataLoader of your own with workers, since those read ahead.
        """
        return {"number": self._reached(number), "run": self._run}

    def load_state_dict(self, state: Dict[str, Any]) -> None:
        """Goes on at what ``state_dict`` said, whatever the cursor says. Raises ``ValueError`` if it is of another run."""
        run = self._directory.run()
        if state.get("run") is not None and run is not None and state["run"] != run:
            raise ValueError(
                f"the state is one of the run \"{state['run']}\", and {self._directory.path} holds \"{run}\""
            )
        self._next = int(state["number"])
        self._base = None
        if run is not None:
            self._join()

    def done(self, number: Optional[int] = None) -> None:
        """Lets go of the batches that were given: this rank will not ask for them again.

        :param number: of the last batch that is not needed any more; default: the last that was given
        """
        self._join()
        assert self._base is not None
        reached = self._reached(number)
        self._directory.check(View(self.world, self._base))
        if reached != self._own_cursor():
            self._directory.write(Directory.cursor_name(self.rank, self.world), str(reached))
        self._next = reached if self._next is None else max(reached, self._next)
        self._release()

    def _release(self) -> None:
        if self._removed is None:
            lowest = self._directory.lowest()
            self._removed = self._directory.least() if lowest is None else lowest
        below = self._directory.least() - self.keep
        while self._removed < below:
            self._directory.remove(os.path.basename(self._directory.batch(self._removed)))
            self._removed += 1

    def _reached(self, number: Optional[int]) -> int:
        """The first number of the group after that of a batch."""
        if number is None:
            return self._started()
        at = self._started()
        if number < at:
            if self._base is None or number < self._base:
                raise ValueError(f"batch {number} comes before the first that this reader has, {at}")
            at = self._base
        return self._after(at, number)

    def _after(self, at: int, number: int) -> int:
        """Where the group of a batch ends, counted in groups from ``at`` on."""
        stop = self._directory.stop()
        members = 0
        while at <= number or members % self.world:
            if stop is not None and at >= stop:
                return stop
            members += not self._directory.hole(at)
            at += 1
        return at

    def _own_cursor(self) -> int:
        view = View(self.world, self._base or 0)
        found = self._directory.cursor(self.rank, view)
        return view.base if found is None else found

    def _started(self) -> int:
        return 0 if self._next is None else self._next

    # ---- agreeing with the other ranks

    def _join(self, lower: bool = True) -> None:
        """Agrees with the other ranks on who reads what, once.

        :param lower: whether the cursor may go back: not in a worker, which may come late
        """
        if self._base is not None:
            return
        self._run = self._directory.run()
        there = self._directory.view()
        if self._next is None:
            self._next = self._where_it_was(there)
        start = self._next
        base = self._base_for(start, there)
        if start < self._directory.least() and not self._directory.has(start) and not self._is_over(start):
            raise self._was_removed(start)
        if there != (None if self.world == 1 else View(self.world, base)):
            self._directory.agree(View(self.world, base))
        self._base = base
        cursor = self._own_cursor()
        if cursor < start or cursor > start and lower:
            self._directory.write(Directory.cursor_name(self.rank, self.world), str(start))

    def _is_over(self, start: int) -> bool:
        """Whether a start at the very end of the run is meant, where there is nothing to read."""
        stop = self._directory.stop()
        return stop is not None and start >= stop

    def _base_for(self, start: int, there: Optional[View]) -> int:
        """Where the view begins: a rank that comes back joins the others, if it left at a number of theirs."""
        if self.world == 1:
            return start
        if there is not None and there.world == self.world and there.base <= start:
            if start == there.base or self._after(there.base, start - 1) == start:
                return there.base
        return start

    def _where_it_was(self, there: Optional[View]) -> int:
        if there is not None and there.world == self.world:
            found = self._directory.cursor(self.rank, there)
            return there.base if found is None else found
        if there is None and self.world == 1:
            return self._directory.least()
        cursors = self._directory.cursors()
        if min(cursors) != max(cursors):
            raise RanksChanged(
                f"{self._directory.path} was read by {ranks(len(cursors))} up to different numbers, {min(cursors)} to"
                f" {max(cursors)}. Say where {ranks(self.world)} begin: start=, or the state of a checkpoint"
            )
        return cursors[0]
