"""Total requirements: published figures, other solvers, and techniques that eat themselves."""

from __future__ import annotations

import numpy as np
import pytest
from economies import synthetic
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve

from commonweal.plan import requirements
from commonweal.plan.productive import Unproductive, growth, unproductive
from commonweal.plan.requirements import Technique

MILLER_BLAIR = np.array([[150.0, 500.0], [200.0, 100.0]]) / np.array([1000.0, 2000.0])
"""R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed. 2009, section 2.2.2."""


def test_miller_and_blair_two_sectors():
    found = Technique(csr_array(MILLER_BLAIR)).requirements(np.array([600.0, 1500.0]))
    assert found.amounts == pytest.approx([1247.5, 1841.6], abs=0.05)
    assert found.residual <= 1e-10
    columns = [Technique(csr_array(MILLER_BLAIR)).requirements(row).amounts for row in np.eye(2)]
    assert np.column_stack(columns) == pytest.approx(
        np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5
    )


@pytest.mark.parametrize("factor", [0.1, 0.6, 0.95, 0.999])
@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_every_method_finds_what_elimination_finds(factor, compiled_from, monkeypatch):
    monkeypatch.setattr(requirements, "COMPILED_FROM", compiled_from)
    shares = csr_array(synthetic(300, 8, factor, seed=3))
    final = np.random.default_rng(4).random(300)
    found = Technique(shares).requirements(final)
    exact = spsolve((eye_array(300) - shares).tocsc(), final)
    assert found.amounts == pytest.approx(exact, rel=1e-7)
    assert found.residual <= 1e-10
    slow = factor > 0.9
    assert found.method == ("bicgstab" if slow else "jacobi" if compiled_from else "gauss-seidel")


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.9))
def test_requirements_cover_themselves_and_nothing_is_negative(seed, factor):
    shares = csr_array(synthetic(30, 4, factor, seed))
    final = np.random.default_rng(seed).random(30)
    found = Technique(shares).requirements(final)
    assert (found.amounts >= final * (1 - 1e-9)).all()
    assert found.amounts - shares @ found.amounts == pytest.approx(final, abs=1e-8)


@given(st.integers(0, 2**32 - 1), st.floats(0.7, 3.0))
def test_what_needs_more_than_it_gives_is_named(seed, factor):
    shares = csr_array(synthetic(20, 3, factor, seed))
    found = unproductive(shares)
    largest = max(abs(np.linalg.eigvals(shares.toarray())))
    assume(abs(largest - 1) > 1e-5)  # nearer than that nobody can tell in 64 bits
    assert (found is None) == (largest < 1)
    if found:
        inner = shares[list(found.products)][:, list(found.products)].toarray()
        assert max(abs(np.linalg.eigvals(inner))) >= 1 - 1e-9
        assert 1 <= found.growth <= max(abs(np.linalg.eigvals(inner))) + 1e-9
        assert not found.chain or set(found.chain) <= set(found.products)
        assert not found.chain or found.chain_needs >= 1


def test_a_chain_that_eats_itself_is_told_link_by_link():
    shares = csr_array(np.array([[0, 2.0, 0], [0, 0, 0.6], [0.9, 0, 0]]))
    with pytest.raises(Unproductive) as told:
        Technique(shares).requirements(np.ones(3))
    assert told.value.chain == (0, 2, 1)
    assert told.value.chain_needs == pytest.approx(0.9 * 0.6 * 2)


def test_a_product_that_eats_itself_is_named():
    with pytest.raises(Unproductive) as told:
        Technique(csr_array(np.diag([0.5, 1.2]))).requirements(np.ones(2))
    assert told.value.products == (1,)


def test_a_group_too_hungry_only_as_a_whole_has_no_single_chain():
    shares = csr_array(np.full((3, 3), 0.4))
    found = unproductive(shares)
    assert found is not None
    assert found.products == (0, 1, 2)
    assert found.chain == ()


def test_what_nobody_wants_may_eat_itself():
    """A product that cannot be made stops nobody who does not need it."""
    found = Technique(csr_array(np.diag([0.5, 1.2]))).requirements(np.array([1.0, 0.0]))
    assert found.amounts == pytest.approx([2.0, 0.0])


def test_bounds_of_growth_enclose_it():
    least, most = growth(csr_array(np.array([[0, 0.5], [0.5, 0]])))
    assert least <= 0.5 <= most
    assert most < 1


@pytest.mark.parametrize("final", [[1.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_what_is_no_quantity_is_refused(final):
    with pytest.raises(ValueError, match="expected 2 quantities of 0 or more"):
        Technique(csr_array(MILLER_BLAIR)).requirements(np.array(final))
