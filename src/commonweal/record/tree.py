"""The Merkle tree of RFC 6962: roots, proofs that an entry is in it and that nothing was rewritten.

Rules of this module:

* pure: no files, no clock; leaf hashes come in, node hashes go out;
* memory: of every 256 leaves one hash is kept (and the levels above it), that is 1/4 byte per
  entry; the 256 leaves around a proof are read again through ``read_leaves`` and must give the
  hash that was kept, so an entry rewritten under a running process is noticed at that moment;
* indices count from 0, sizes are numbers of leaves, ranges are half open.

Not here: signatures (``note``), entries (``store``), the two joined (``log``).

Sources: RFC 6962, 2.1 (hashes, paths), RFC 9162, 2.1.3.2 and 2.1.4.2 (verification).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence

from commonweal.record.errors import Damaged

HASH_BYTES = 32
"""Bytes of a SHA-256 hash."""

TILE_LEVELS = 8
"""Levels of the tree that one tile spans (C2SP tlog-tiles)."""

TILE_WIDTH = 1 << TILE_LEVELS
"""Leaves of a full tile."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

_CACHED_TILES = 32
_CACHED_EDGES = 4096

_Levels = list[list[bytes]]


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of an entry (RFC 6962, 2.1: a zero byte, then the entry)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, 2.1: a one byte, then both children)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The root of a growing tree in a few hundred bytes, for reading a record once.

    Attributes:
        size: the number of leaves so far.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self._peaks.pop(), carry)
            size >>= 1
        self._peaks.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


class Tree:
    """A growing tree that proves inclusion and consistency for every size it ever had.

    Args:
        read_leaves: called with a half open range of 256 leaves, returns their hashes.
    """

    def __init__(self, read_leaves: Callable[[int, int], Sequence[bytes]]) -> None:
        self._read_leaves = read_leaves
        self._tail: _Levels = _empty_levels()
        self._upper: list[bytearray] = []  # [level - 8], 32 bytes per node
        self._tiles: OrderedDict[int, _Levels] = OrderedDict()
        self._edges: dict[tuple[int, int], bytes] = {}

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._full_tiles * TILE_WIDTH + len(self._tail[0])

    @property
    def _full_tiles(self) -> int:
        return len(self._upper[0]) // HASH_BYTES if self._upper else 0

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self._edges.clear()
        _grow(self._tail, leaf)
        if len(self._tail[0]) == TILE_WIDTH:
            self._remember(self._full_tiles, self._tail)
            self._push_tile(self._tail[TILE_LEVELS][0])
            self._tail = _empty_levels()

    def root(self, size: int | None = None) -> bytes:
        """Return the root that the tree had at a size (now, if none is given).

        Raises:
            ValueError: when the tree is smaller than that.
            Damaged: when leaves read again are not those that were appended.
        """
        size = self._size_within(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the path from a leaf to the root at a size, from the leaf upwards.

        Raises:
            ValueError: when there is no such leaf at that size.
            Damaged: when leaves read again are not those that were appended.
        """
        size = self._size_within(size)
        if not 0 <= index < size:
            raise ValueError(f"expected a leaf from 0 to {size - 1}, got {index}")
        low, high, path = 0, size, []
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return tuple(reversed(path))

    def consistency_proof(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree at ``new`` leaves continues the tree at ``old`` leaves.

        Raises:
            ValueError: when ``old`` is greater than ``new`` or the tree is smaller than ``new``.
            Damaged: when leaves read again are not those that were appended.
        """
        new = self._size_within(new)
        if not 0 <= old <= new:
            raise ValueError(f"expected an old size from 0 to {new}, got {old}")
        if old in (0, new):
            return ()  # everything continues nothing, and itself
        low, high, path = 0, new, []
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        if low:  # RFC 6962, 2.1.2: a whole subtree of the old tree is known to the verifier
            path.append(self._range(low, high))
        return tuple(reversed(path))

    def nodes(self, level: int, start: int, stop: int) -> bytes:
        """Return hashes of complete subtrees of ``2**level`` leaves, joined, for tiles.

        Raises:
            ValueError: when one of them is not complete.
            Damaged: when leaves read again are not those that were appended.
        """
        if start < 0 or (stop << level) > self.size:
            raise ValueError(f"level {level} has {self.size >> level} nodes, asked for {stop}")
        return b"".join(self._node(level, index) for index in range(start, stop))

    def check_tile(self, tile: int) -> None:
        """Read the 256 leaves of a full tile again and compare them with what was appended.

        Raises:
            Damaged: when they are others.
        """
        self._tiles.pop(tile, None)
        self._levels(tile)

    def dump(self) -> bytes:
        """Return the tree as bytes: 8 bytes of size, one hash per tile, the leaves of the last."""
        whole = bytes(self._upper[0]) if self._upper else b""
        return self.size.to_bytes(8, "big") + whole + b"".join(self._tail[0])

    @classmethod
    def load(cls, data: bytes, read_leaves: Callable[[int, int], Sequence[bytes]]) -> Tree:
        """Read a tree back from :meth:`dump`; only a signed root can say whether it is true.

        Raises:
            ValueError: when the bytes are no dumped tree.
        """
        size = int.from_bytes(data[:8], "big")
        hashes = size // TILE_WIDTH + size % TILE_WIDTH
        if len(data) != 8 + hashes * HASH_BYTES:
            raise ValueError(f"expected {8 + hashes * HASH_BYTES} bytes, got {len(data)}")
        tree = cls(read_leaves)
        for position in range(hashes):
            piece = data[8 + position * HASH_BYTES : 8 + (position + 1) * HASH_BYTES]
            if position < size // TILE_WIDTH:
                tree._push_tile(piece)
            else:
                _grow(tree._tail, piece)
        return tree

    def _size_within(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"expected a size from 0 to {self.size}, got {size}")
        return size

    def _push_tile(self, top: bytes) -> None:
        level = 0
        while True:
            if level == len(self._upper):
                self._upper.append(bytearray())
            row = self._upper[level]
            row += top
            if len(row) // HASH_BYTES % 2:
                return
            top = node_hash(bytes(row[-64:-32]), bytes(row[-32:]))
            level += 1

    def _range(self, low: int, high: int) -> bytes:
        # Only ranges of RFC 6962's recursion come here: low is a multiple of the width rounded up.
        width = high - low
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._node(level, low >> level)
        known = self._edges.get((low, high))
        if known is None:
            middle = low + _split(width)
            known = node_hash(self._range(low, middle), self._range(middle, high))
            if len(self._edges) == _CACHED_EDGES:
                self._edges.clear()
            self._edges[low, high] = known
        return known

    def _node(self, level: int, index: int) -> bytes:
        if level >= TILE_LEVELS:
            at = index * HASH_BYTES
            return bytes(self._upper[level - TILE_LEVELS][at : at + HASH_BYTES])
        tile = (index << level) >> TILE_LEVELS
        return self._levels(tile)[level][index - (tile << (TILE_LEVELS - level))]

    def _levels(self, tile: int) -> _Levels:
        if tile == self._full_tiles:
            return self._tail
        levels = self._tiles.get(tile)
        if levels is None:
            levels = self._reread(tile)
            self._remember(tile, levels)
        return levels

    def _reread(self, tile: int) -> _Levels:
        start, stop = tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH
        levels = _empty_levels()
        for leaf in self._read_leaves(start, stop):
            _grow(levels, leaf)
        at = tile * HASH_BYTES
        if levels[TILE_LEVELS] != [bytes(self._upper[0][at : at + HASH_BYTES])]:
            raise Damaged(
                f"entries {start} to {stop - 1} are not those that were appended: the store was "
                "changed from outside; stop, keep a copy, and verify an export"
            )
        return levels

    def _remember(self, tile: int, levels: _Levels) -> None:
        self._tiles[tile] = levels
        if len(self._tiles) > _CACHED_TILES:
            self._tiles.popitem(last=False)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether a proof shows a leaf at an index of the tree with this size and root.

    Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether a proof shows that the tree at ``new`` leaves continues that at ``old`` leaves.

    Source: RFC 9162, 2.1.4.2. From an empty tree every tree continues.
    """
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    return _walk_consistency(old, new, path) == (old_root, new_root)


def _walk_consistency(old: int, new: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return (first, second) if last == 0 else None


def _split(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)


def _empty_levels() -> _Levels:
    return [[] for _ in range(TILE_LEVELS + 1)]


def _grow(levels: _Levels, leaf: bytes) -> None:
    carry, level = leaf, 0
    while True:
        row = levels[level]
        row.append(carry)
        if len(row) & 1:
            return
        carry, level = node_hash(row[-2], row[-1]), level + 1
