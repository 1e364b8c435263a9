"""The Merkle tree, against RFC 6962 written out plainly, its known roots, and pymerkle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.record import Damaged, Frontier, Tree, leaf_hash, verify_consistency
from commonweal.record import verify_inclusion as check_inclusion

# The test vectors of Certificate Transparency's own trees (RFC 6962 implementations share them).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(
        b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])
    ).digest()


def grown(size: int) -> tuple[Tree, list[bytes]]:
    leaves = [leaf_hash(b"%d" % index) for index in range(size)]
    tree = Tree(lambda start, stop: leaves[start:stop])
    for leaf in leaves:
        tree.append(leaf)
    return tree, leaves


TREE, LEAVES = grown(1400)


def test_known_roots() -> None:
    tree, frontier = Tree(lambda start, stop: []), Frontier()
    assert tree.root() == frontier.root() == hashlib.sha256(b"").digest()
    for text, root in zip(INPUTS, ROOTS, strict=True):
        leaf = leaf_hash(bytes.fromhex(text))
        tree.append(leaf)
        frontier.append(leaf)
        assert tree.root().hex() == frontier.root().hex() == root


def test_roots_are_those_of_pymerkle() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for index in range(700):
        other.append_entry(b"%d" % index)
        assert TREE.root(index + 1) == other.get_root()


@given(st.integers(0, 1400))
def test_every_size_has_the_root_of_the_plain_definition(size: int) -> None:
    assert TREE.root(size) == plain_root(LEAVES[:size])


@given(st.data())
def test_inclusion_is_proved_and_nothing_else_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1400))
    index = data.draw(st.integers(0, size - 1))
    proof, root = TREE.inclusion_proof(index, size), TREE.root(size)
    assert check_inclusion(LEAVES[index], index, size, proof, root)
    assert not check_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not check_inclusion(LEAVES[index], index, size, proof, leaf_hash(b"other"))
    assert not check_inclusion(LEAVES[index], index, size, (*proof, root), root)
    assert not check_inclusion(LEAVES[index], size, size, proof, root)
    if proof:
        assert not check_inclusion(LEAVES[index], index, size, proof[:-1], root)
        assert not check_inclusion(LEAVES[index], index, size, (proof[0][::-1], *proof[1:]), root)


@given(st.data())
def test_consistency_is_proved_and_nothing_else_is(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 1400))
    old = data.draw(st.integers(1, new))
    proof, first, second = TREE.consistency_proof(old, new), TREE.root(old), TREE.root(new)
    assert verify_consistency(old, first, new, second, proof)
    assert not verify_consistency(old, leaf_hash(b"other"), new, second, proof)
    assert not verify_consistency(old, first, new, leaf_hash(b"other"), proof)
    assert not verify_consistency(old, first, new, second, (*proof, first))
    if proof:
        assert not verify_consistency(old, first, new, second, proof[:-1])


def test_a_thousand_honest_growths_raise_no_alarm() -> None:
    for old in range(1, 1001):
        new = old + (old * 7) % 400
        proof = TREE.consistency_proof(old, new)
        assert verify_consistency(old, TREE.root(old), new, TREE.root(new), proof)


def test_a_rewritten_history_has_no_consistency_proof() -> None:
    other_leaves = list(LEAVES[:900])
    other_leaves[17] = leaf_hash(b"rewritten")
    other = Tree(lambda start, stop: other_leaves[start:stop])
    for leaf in other_leaves:
        other.append(leaf)
    proof = other.consistency_proof(600, 900)
    assert not verify_consistency(600, TREE.root(600), 900, other.root(), proof)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda left, right: hashlib.sha256(left + right).digest(),
        lambda left, right: hashlib.sha256(b"\x01" + right + left).digest(),
    ],
    ids=["no prefix", "children swapped"],
)
def test_a_planted_wrong_node_hash_is_caught(
    wrong: Callable[[bytes, bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonweal.record.tree.node_hash", wrong)
    tree, leaves = grown(300)
    assert tree.root() != plain_root(leaves)


def test_edges_of_the_verifiers() -> None:
    empty, one = TREE.root(0), TREE.root(1)
    assert verify_consistency(0, empty, 9, TREE.root(9), ())
    assert not verify_consistency(0, one, 9, TREE.root(9), ())
    assert not verify_consistency(0, empty, 9, TREE.root(9), (one,))
    assert verify_consistency(9, TREE.root(9), 9, TREE.root(9), ())
    assert not verify_consistency(9, TREE.root(9), 9, one, ())
    assert not verify_consistency(9, TREE.root(9), 8, TREE.root(8), ())
    assert not verify_consistency(7, TREE.root(7), 9, TREE.root(9), ())
    assert TREE.consistency_proof(0, 9) == TREE.consistency_proof(9, 9) == ()


def test_sizes_and_indices_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="size from 0 to 1400"):
        TREE.root(1401)
    with pytest.raises(ValueError, match="leaf from 0 to 9"):
        TREE.inclusion_proof(10, 10)
    with pytest.raises(ValueError, match="old size from 0 to 10"):
        TREE.consistency_proof(11, 10)
    with pytest.raises(ValueError, match="level 8 has 5 nodes"):
        TREE.nodes(8, 0, 6)
    assert TREE.nodes(8, 1, 2) == plain_root(LEAVES[256:512])


def test_a_dumped_tree_reads_back_and_a_damaged_one_does_not() -> None:
    data = TREE.dump()
    again = Tree.load(data, lambda start, stop: LEAVES[start:stop])
    assert (again.size, again.root(), again.root(700)) == (1400, TREE.root(), TREE.root(700))
    assert Tree.load(Tree(lambda *_: []).dump(), lambda *_: []).size == 0
    with pytest.raises(ValueError, match="bytes, got"):
        Tree.load(data[:-1], lambda *_: [])


def test_leaves_that_changed_beneath_the_tree_are_noticed() -> None:
    tree, leaves = grown(9 * 256)
    for tile in range(9):
        tree.check_tile(tile)
    leaves[300] = leaf_hash(b"rewritten")
    with pytest.raises(Damaged, match="entries 256 to 511"):
        tree.check_tile(1)
    with pytest.raises(Damaged, match="entries 256 to 511"):
        tree.inclusion_proof(301)


def test_memory_stays_small_however_much_is_proved() -> None:
    tree, _ = grown(50 * 256 + 3)
    for index in range(0, tree.size, 100):
        tree.inclusion_proof(index, tree.size - index % 3)
    for size in range(1, tree.size, 2):
        tree.root(size)
    assert len(tree._tiles) <= 32
    assert len(tree._edges) <= 4096
