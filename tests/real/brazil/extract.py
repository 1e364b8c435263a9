"""Write the tables of this folder from the package iotbr, which has to be installed beside pandas.

Run as ``python extract.py`` in this folder. Not here: any change to a figure.
"""

from __future__ import annotations

import csv
from pathlib import Path

from iotbr import tru

HERE = Path(__file__).parent
EXTRA = {
    "imports": ("M_bens_serv",),
    "import taxes": ("I_imp",),
    "taxes": ("IPI", "ICMS", "OI_liq_Sub"),
    "trade margins": ("MG_com",),
    "transport margins": ("MG_tra",),
}
FINAL = {
    "exports": "X_bens_serv",
    "government": "C_g",
    "non-profit": "C_ong",
    "households": "C_f",
    "investment": "FBKF",
    "stocks": "DE",
}


def extract(year: int, level: int, unit: str, name: str) -> None:
    def read(variable: str):
        return tru.read_var(str(year), str(level), variable, unit)

    made = read("P_matrix")
    sheet = tru.read_file(str(year), str(level), "PT", unit)
    codes = [str(one).strip() for one in sheet.iloc[4 : 4 + len(made), 0]]
    titles = [" ".join(str(one).split()) for one in made.index]
    industries = [str(one).split("\n")[0].strip() for one in made.columns]
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    extra = [sum(read(one).to_numpy()[:, 0] for one in names) for names in EXTRA.values()]
    supply = [
        [code, "BRL m", "" if title == code else title, *row, *(one[at] for one in extra)]
        for at, (code, title, row) in enumerate(zip(codes, titles, made.to_numpy(), strict=True))
    ]
    write(folder / "supply.csv", ["product", "unit", "title", *industries, *EXTRA], supply)
    final = [read(one).to_numpy()[:, 0] for one in FINAL.values()]
    use = [
        [code, *row, *(one[at] for one in final)]
        for at, (code, row) in enumerate(zip(codes, read("CI_matrix").to_numpy(), strict=True))
    ]
    write(folder / "use.csv", ["product", *industries, *FINAL], use)
    if unit == "t" and (level == 20 or year == 2019):
        jobs = read("VA_table").iloc[:, -1]
        assert "ocupa" in jobs.name
        work = [["occupations", "labour", "job", *jobs.to_numpy()]]
        write(folder / "factors.csv", ["resource", "kind", "unit", *industries], work)


def write(path: Path, headings: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([written(one) for one in row] for row in rows)


def written(value: object) -> str:
    if isinstance(value, str):
        return value
    text = repr(float(value)).removesuffix(".0")
    return "" if text in ("0", "-0") else text


for level in (12, 51):
    extract(2019, level, "t", f"2019-{level}")
for level in (20, 68):
    for year in range(2010, 2022):
        extract(year, level, "t", f"{year}-{level}")
    for year in range(2011, 2022):
        extract(year, level, "t-1", f"{year}-{level}-at-prices-of-{year - 1}")
