"""What the clients of a run know: what they were promised, what they were refused, and what they cannot know."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"
"""``ok`` must be in the database, ``fail`` must not, ``unknown`` may be, and none of them twice."""


@dataclass
class Entry:
    """One act under one key. ``made`` is the id in the answer, ``files`` the photos that belong to it."""

    key: str
    op: str
    sent_at: float
    outcome: str = UNKNOWN
    made: str | None = None
    files: list[str] = field(default_factory=list)
    answered_at: float = 0.0

    @property
    def seconds(self) -> float:
        """How long the client waited, all its tries together."""
        return self.answered_at - self.sent_at


class Ledger:
    """Entries of many threads. Each is written to a file before its first byte is sent and after its answer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def begin(self, op: str, key: str) -> Entry:
        """Note that something is about to be sent."""
        entry = Entry(key, op, time.monotonic())
        with self._lock:
            self.entries[key] = entry
            self._write(entry, "sent")
        return entry

    def end(self, entry: Entry, outcome: str, made: str | None = None) -> None:
        """Note what came of it."""
        entry.outcome, entry.made, entry.answered_at = outcome, made, time.monotonic()
        with self._lock:
            self._write(entry, outcome)

    def of(self, *outcomes: str) -> list[Entry]:
        """Return the entries with one of ``outcomes``."""
        with self._lock:
            return [entry for entry in self.entries.values() if entry.outcome in outcomes]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, entry: Entry, what: str) -> None:
        line = {"op": entry.op, "key": entry.key, "at": round(time.monotonic(), 4), "what": what, "made": entry.made}
        self._file.write(json.dumps(line) + "\n")


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
