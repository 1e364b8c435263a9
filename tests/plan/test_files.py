"""A plan as one file: read as written, checked without the solver, and every damage told."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from economies import anything
from hypothesis import HealthCheck, given, settings
from test_solving import scarce

from commonweal.plan.certifying import certify
from commonweal.plan.files import read, write
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve
from commonweal.terms import FaultyDocument


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(anything())
def test_a_plan_proves_the_same_after_it_was_written(tmp_path, case):
    found = solve(*case)
    assert isinstance(found, Plan)
    write(tmp_path / "plan.json", *case, found)
    of, wanted, again = read(tmp_path / "plan.json")
    told, before = certify(of, wanted, again), certify(*case, found)
    assert told == before
    assert told.feasible
    assert told.best


@pytest.fixture
def file(tmp_path):
    found = solve(*scarce())
    assert isinstance(found, Plan)
    write(tmp_path / "plan.json", *scarce(), found)
    return tmp_path / "plan.json"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda told: told.update(format="commonweal.plan/9"), "expected the format"),
        (lambda told: told["economy"].update(inputs=[[0, 9, 1.0]]), "inputs: expected each place"),
        (lambda told: told["economy"].update(inputs=[[0, 0, 1.0]] * 2), "expected each place"),
        (lambda told: told["economy"].update(inputs=[[0, 0, -1.0]]), "expected a quantity"),
        (lambda told: told["economy"].update(stock=[1.0]), "stock: expected the shape (2,)"),
        (lambda told: told["plan"].update(activity=[[1.0]]), "activity: expected the shape"),
        (lambda told: told["plan"].update(activity=[[1.0], [1.0, 2.0]]), "differ in length"),
        (lambda told: told["plan"]["steps"][0].update(aim="glory"), "Invalid enum value 'glory'"),
        (lambda told: told["orders"][0].update(product="z"), "there is no product 'z'"),
        (lambda told: told.update(more=1), "unknown field `more`"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told(file, changed, said):
    told = json.loads(file.read_text())
    changed(told)
    file.write_text(json.dumps(told))
    with pytest.raises(FaultyDocument) as fault:
        read(file)
    assert said in str(fault.value)


def test_what_is_no_json_is_told(file):
    file.write_bytes(b"\xff{")
    with pytest.raises(FaultyDocument, match=r"plan\.json"):
        read(file)


@pytest.mark.parametrize("what", ["activity", "delivered"])
def test_a_figure_changed_by_a_thousandth_is_found(file, what):
    told = json.loads(file.read_text())
    values = np.array(told["plan"][what]) * 1.001
    told["plan"][what] = values.tolist()
    file.write_text(json.dumps(told))
    found = certify(*read(file))
    assert not (found.feasible and found.best)


def test_checking_a_plan_does_not_load_the_solver():
    code = (
        "import sys; import commonweal.plan.certifying, commonweal.plan.files; "
        "assert 'highspy' not in sys.modules; assert 'commonweal.plan.solving' not in sys.modules; "
        "assert 'commonweal.plan.program' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
