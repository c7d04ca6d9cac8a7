"""A disk under power cuts: what was written, what was synced, and every state a cut could leave behind.

Data written to a file is safe once the file is synced; a name made, changed or removed once its folder is. What is
not safe may be there whole, in part or not at all, data in any order, names of one folder in the order they were made.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import PurePosixPath

SECTOR = 512  # bytes the disk writes whole
TRIALS = ("none", "all", "subset", "torn")


@dataclass
class Inode:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # (offset, data) or (length, None)


def _apply(content: bytearray, where: int, data: bytes | None) -> None:
    if data is None:
        del content[where:]
        content.extend(bytes(where - len(content)))
        return
    if len(content) < where + len(data):
        content.extend(bytes(where + len(data) - len(content)))
    content[where : where + len(data)] = data


class Disk:
    """Follows what a program does to its files, path by path."""

    def __init__(self, content: dict[str, bytes]) -> None:
        self.now = {path: Inode(bytearray(data)) for path, data in content.items()}
        self.safe_names = dict(self.now)
        self.pending_names: dict[str, list[tuple[str, Inode | None]]] = {}

    def create(self, path: str) -> None:
        if path not in self.now:
            self._name(path, Inode())

    def write(self, path: str, offset: int, data: bytes) -> None:
        self.create(path)
        self.now[path].pending.append((offset, data))

    def append(self, path: str, data: bytes) -> None:
        self.create(path)
        self.write(path, self._length(path), data)

    def truncate(self, path: str, length: int) -> None:
        self.create(path)
        self.now[path].pending.append((length, None))

    def rename(self, old: str, new: str) -> None:
        inode = self.now.pop(old)
        self._note(old, None)
        self._name(new, inode)

    def remove(self, path: str) -> None:
        if self.now.pop(path, None) is not None:
            self._note(path, None)

    def sync(self, path: str) -> None:
        """Of a file its data, of a folder its names."""
        for name, inode in self.pending_names.pop(path, ()):
            self._settle(self.safe_names, name, inode)
        inode = self.now.get(path)
        if inode is not None:
            for where, data in inode.pending:
                _apply(inode.safe, where, data)
            inode.pending.clear()

    def after_a_cut(self, trial: str, chance: random.Random) -> dict[str, bytes]:
        """The files as they may be found when the power is back."""
        names = dict(self.safe_names)
        for pending in self.pending_names.values():
            kept = {"none": 0, "all": len(pending)}.get(trial, chance.randint(0, len(pending)))
            for name, inode in pending[:kept]:
                self._settle(names, name, inode)
        return {path: self._content(inode, trial, chance) for path, inode in names.items()}

    def _content(self, inode: Inode, trial: str, chance: random.Random) -> bytes:
        if not inode.pending or trial == "none":
            return bytes(inode.safe)
        content = bytearray(inode.safe)
        for where, data in inode.pending:
            if trial != "all" and chance.random() < 0.5:
                continue
            if trial == "torn" and data is not None and len(data) > SECTOR and chance.random() < 0.5:
                data = data[: SECTOR * chance.randint(1, len(data) // SECTOR)]
            _apply(content, where, data)
        return bytes(content)

    def _length(self, path: str) -> int:
        length = len(self.now[path].safe)
        for where, data in self.now[path].pending:
            length = where if data is None else max(length, where + len(data))
        return length

    def _name(self, path: str, inode: Inode) -> None:
        self.now[path] = inode
        self._note(path, inode)

    def _note(self, path: str, inode: Inode | None) -> None:
        folder = str(PurePosixPath(path).parent)
        self.pending_names.setdefault(folder, []).append((path, inode))

    @staticmethod
    def _settle(names: dict[str, Inode], path: str, inode: Inode | None) -> None:
        if inode is None:
            names.pop(path, None)
        else:
            names[path] = inode
