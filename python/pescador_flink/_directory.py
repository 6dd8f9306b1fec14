# SPDX-License-Identifier: Apache-2.0
"""The files of a queue, as readers see and write them."""

import json
import os
import re
import uuid
from typing import Any, Dict, List, NamedTuple, Optional

from ._errors import QueueError, RanksChanged

_BATCH = re.compile(r"batch-(\d{9,18})\.npz")


class View(NamedTuple):
    """Which batches a rank reads: of every ``world`` batches from ``base`` on, one."""

    world: int
    base: int


class Directory:
    """The files of a queue."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._ends: Dict[int, int] = {}
        self._shards: Optional[int] = None

    def file(self, name: str) -> str:
        return os.path.join(self.path, name)

    def batch(self, number: int) -> str:
        """The path of a batch."""
        return self.file(f"batch-{number:09d}.npz")

    def has(self, number: int) -> bool:
        """Whether a batch is there."""
        return os.path.exists(self.batch(number))

    def _text(self, name: str) -> Optional[str]:
        try:
            with open(self.file(name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def _json(self, name: str) -> Optional[Dict[str, Any]]:
        text = self._text(name)
        try:
            found = None if text is None else json.loads(text)
        except ValueError:
            found = text
        if found is not None and not isinstance(found, dict):
            raise QueueError(f"{self.file(name)} is no JSON object: {text!r}")
        return found

    # ---- what the job writes

    def run(self) -> Optional[str]:
        """Which run the directory belongs to; None before the job has taken it."""
        run = self._json("run.json")
        if run is None:
            return None
        self._shards = int(run["shards"])
        return str(run["run"])

    def job(self) -> Dict[str, Any]:
        """The job's last word about itself: ``state``, ``beat``, ``reason``, ``waits_for_cursor``. Empty: none yet."""
        try:
            return self._json("job.json") or {}
        except QueueError:
            return {}

    def stop(self) -> Optional[int]:
        """The first number that never comes, once the run has ended."""
        end = self._json("end.json")
        return None if end is None else int(end["stop"])

    def hole(self, number: int) -> bool:
        """Whether a number never comes, though later ones may: its shard gave fewer batches than others."""
        if self._shards is None:
            self.run()
        if (self._shards or 1) == 1:
            return False
        shard = number % (self._shards or 1)
        if shard not in self._ends:
            text = self._text(f"shard-{shard:05d}.end")
            if text is None:
                return False
            self._ends[shard] = int(text)
        return number // (self._shards or 1) >= self._ends[shard]

    def lowest(self) -> Optional[int]:
        """The lowest number that is there."""
        numbers = [int(found.group(1)) for found in map(_BATCH.fullmatch, os.listdir(self.path)) if found]
        return min(numbers, default=None)

    # ---- what readers write

    def write(self, name: str, text: str) -> None:
        """Replaces a small file as a whole. Ranks that start together write the same one, each under a name of its own."""
        new = self.file(f".reading-{uuid.uuid4().hex}-{name}")
        with open(new, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(new, self.file(name))

    def view(self) -> Optional[View]:
        """What several ranks have agreed on; None: one reader."""
        ranks = self._json("ranks.json")
        return None if ranks is None else View(int(ranks["world"]), int(ranks["base"]))

    def agree(self, view: View) -> None:
        """Begins a view. What cursors of another one say is forgotten; where there is none, the base counts."""
        for name in os.listdir(self.path):
            if re.fullmatch(r"cursor-\d{5}", name):
                self.remove(name)
        if view.world == 1:
            self.write("cursor", str(view.base))
            self.remove("ranks.json")
        else:
            self.write("ranks.json", json.dumps({"world": view.world, "base": view.base}) + "\n")

    @staticmethod
    def cursor_name(rank: int, world: int) -> str:
        return "cursor" if world == 1 else f"cursor-{rank:05d}"

    def cursor(self, rank: int, view: View) -> Optional[int]:
        """What a rank has written; None: nothing yet."""
        name = self.cursor_name(rank, view.world)
        text = self._text(name)
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            raise QueueError(f"{self.file(name)} holds {text!r}: it must be a number") from None

    def cursors(self) -> List[int]:
        """The cursors of all who read the queue."""
        view = self.view()
        if view is None:
            return [self.cursor(0, View(1, 0)) or 0]
        found = [self.cursor(rank, view) for rank in range(view.world)]
        return [view.base if cursor is None else cursor for cursor in found]

    def least(self) -> int:
        """The first number that any rank may still want."""
        return min(self.cursors())

    def check(self, view: View) -> None:
        """Raises ``RanksChanged`` if other readers have agreed on another view."""
        there = self.view() or View(1, view.base)
        if there.world != view.world or there.base != view.base:
            raise RanksChanged(
                f"{self.path} is now read by {ranks(there.world)} from batch {there.base} on, and this reader is one"
                f" of {view.world} from batch {view.base} on. Give all ranks the same world and start, and stop those"
                " of before"
            )

    def remove(self, name: str) -> None:
        try:
            os.remove(self.file(name))
        except FileNotFoundError:
            pass


def ranks(world: int) -> str:
    """How many ranks there are, in words."""
    return "1 rank" if world == 1 else f"{world} ranks"
