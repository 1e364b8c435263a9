"""Folders of CSV: what is written is read again, and every fault is told with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from economies import anything
from hypothesis import HealthCheck, given, settings
from test_solving import williams

from commonweal.plan.economy import Economy
from commonweal.plan.folder import read, write
from commonweal.terms import FaultyDocument

GOOD = {
    "products.csv": "product,unit,stock\nbread,kg,5\nflour,kg,0\n",
    "processes.csv": "process,unit,capacity\nbake,batch,10\nmill,run,\n",
    "resources.csv": "resource,kind,unit,limit\nwork,labour,hour,100\n",
    "inputs.csv": "process,product,quantity,unit\nbake,flour,2,kg\n",
    "outputs.csv": "process,product,quantity,unit\nbake,bread,3,kg\nmill,flour,1,kg\n",
    "uses.csv": "process,resource,quantity\nbake,work,1\nmill,work,0.5\n",
    "orders.csv": "by,product,quantity,rank\nNorth,bread,20,1\n",
}


def folder(tmp_path: Path, **changed: str | None) -> Path:
    for name, text in (GOOD | {f"{one}.csv": text for one, text in changed.items()}).items():
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_read(tmp_path):
    found, wanted = read(folder(tmp_path))
    assert found.products.names == ("bread", "flour")
    assert found.inputs.toarray().tolist() == [[0, 0], [2, 0]]
    assert found.capacity.tolist() == [[10, np.inf]]
    assert found.limits.tolist() == [[100]]
    assert found.stock.tolist() == [5, 0]
    assert np.isnan(found.import_price).all()
    assert wanted.by == ("North",)
    assert wanted.quantity.tolist() == [20]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("inputs", "process,product,quantity\nbake,flower,2\n",
         "inputs.csv:2:2: fault: there is no product 'flower' in products.csv; did you mean 'flou"),
        ("inputs", "process,product,quantity\nbake,flour,-2\n",
         "inputs.csv:2:3: fault: expected 0 or more under 'quantity', got -2"),
        ("inputs", "process,product,quantity\nbake,flour,nan\n",
         "inputs.csv:2:3: fault: expected a number under 'quantity', got 'nan'"),
        ("inputs", "process,product,quantity\nbake,flour,inf\n", "got 'inf'"),
        ("inputs", "process,product,quantity\nbake,flour,\"1,5\"\n", "got '1,5'"),
        ("inputs", "process,product,quantity\nbake,flour,1_000\n", "got '1_000'"),
        ("inputs", "process,product,quantity\nbake,flour,\n", "expected a quantity under"),
        ("inputs", "process,product,quantity,unit\nbake,flour,2,t\n",
         "inputs.csv:2:4: fault: 'flour' is in 'kg' (products.csv), got 't'; convert"),
        ("inputs", "process,product,quantity\nbake,flour,2\nbake,flour,1\n",
         "inputs.csv:3:2: fault: product 'flour' of this process stands in line 2 already"),
        ("inputs", "process,product,quantity\nbake,flour,2,3\n", "csv:2: fault: expected 3 fields"),
        ("inputs", "process,product,amount\nbake,flour,2\n", "there is no heading 'quantity'"),
        ("inputs", "process,product,quantity,units\nbake,flour,2,kg\n",
         "inputs.csv:1:4: fault: unknown heading 'units'; did you mean 'unit'?"),
        ("inputs", "process,product,quantity,quantity\nbake,flour,2,2\n", "is there twice"),
        ("inputs", "process,product,quantity\nbake,flour,\"2\n", "no CSV"),
        ("inputs", "", "there is no heading 'process'"),
        ("outputs", "process,product,quantity\nbrew,bread,3\n", "there is no process 'brew'"),
        ("outputs", None, "there is no outputs.csv in the folder"),
        ("products", "product,unit\nbread,kg\nflour,kg\nbread,t\n",
         "products.csv:4:1: fault: product 'bread' stands in line 2 already"),
        ("products", "product,unit\nbread,\nflour,kg\n", "expected a name under 'unit'"),
        ("products", "product,unit,storable\nbread,kg,maybe\nflour,kg,no\n", "expected yes or no"),
        ("processes", "process,unit,lead\nbake,batch,0.5\nmill,run,0\n", "a whole number"),
        ("resources", "resource,kind,unit\nwork,toil,hour\n", "labour or natural or ceiling"),
        ("periods", "period,deficit\n1,0\n3,0\n", "csv:3:1: fault: expected period 2"),
        ("limits", "resource,period,quantity\nwork,2,5\n", "1 to 1, under 'period'"),
        ("orders", "by,product,quantity\nNorth,bread,0\n", "csv:2:3: fault: expected more than 0"),
        ("orders", "by,product,quantity,rank\nNorth,bread,1,0\n", "1 or more, under 'rank'"),
        ("orders", "by,product,quantity\n,bread,1\n", "expected a name under 'by'"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place(tmp_path, name, text, said):
    path = folder(tmp_path, **{name: text})
    with pytest.raises(FaultyDocument) as told:
        read(path)
    assert said in str(told.value)


def test_what_is_no_utf8_is_told(tmp_path):
    (folder(tmp_path) / "inputs.csv").write_bytes(b"process,product,quantity\nb\xe4ke,flour,2\n")
    with pytest.raises(
        FaultyDocument, match=r"inputs\.csv: fault: expected UTF-8, got the byte 0xe4"
    ):
        read(tmp_path)


def test_faults_of_all_files_are_told_at_once(tmp_path):
    path = folder(
        tmp_path,
        inputs="process,product,quantity\nbake,flower,2\n",
        uses="process,resource,quantity\nbake,work,x\n",
    )
    with pytest.raises(FaultyDocument) as told:
        read(path)
    assert {one.place for one in told.value.faults} == {"inputs.csv", "uses.csv"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything())
def test_what_is_written_is_read_as_the_same(tmp_path, case):
    write(tmp_path, *case)
    found, wanted = read(tmp_path)
    assert _plain(found) == _plain(case[0])
    for name in ("by", "product", "period", "rank", "quantity"):
        assert list(getattr(wanted, name)) == list(getattr(case[1], name))


def test_a_published_economy_goes_through_a_folder(tmp_path):
    of, wanted = williams()
    write(tmp_path, of, wanted)
    assert _plain(read(tmp_path)[0]) == _plain(of)


def _plain(of: Economy) -> dict[str, object]:
    found: dict[str, object] = {"names": (of.products.names, of.processes.units, of.kinds)}
    for name in ("inputs", "outputs", "uses", "builds"):
        found[name] = getattr(of, name).toarray().tolist()
    for name in ("capacity", "limits", "stock", "closing", "storable", "lead", "build_lead",
                 "import_price", "export_price", "deficit"):  # fmt: skip
        found[name] = np.nan_to_num(np.asarray(getattr(of, name), dtype=float), nan=-1).tolist()
    return found
