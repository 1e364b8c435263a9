"""Writes into every case of a refusal the sentence that the law says now.

To be run after a wording has changed on purpose, and read afterwards (``git diff``); then
``tools/refusals_page.py`` makes the page anew. Nothing runs it by itself.
"""

from __future__ import annotations

import json
import re
import tomllib

import telling

PART = re.compile(r"(?m)^(?=\[\[case\]\])")


def retold(block: str, file: str) -> str:
    """Return the text of one case with the sentence it ends in."""
    case = tomllib.loads(block)["case"][0] | {"file": file}
    _, refusal = telling.run(case)
    assert refusal is not None
    assert refusal.name == case["refused"], f"{case['name']}: {refusal}"
    says = f"says = {json.dumps(str(refusal), ensure_ascii=False)}\n"
    without = re.sub(r"(?m)^says = .*\n", "", block)
    return re.sub(r"(?m)^(refused = .*\n)", lambda found: found[1] + says, without)


if __name__ == "__main__":
    for path in sorted((telling.CASES / "refusals").glob("*.toml")):
        head, *blocks = PART.split(path.read_text("utf-8"))
        path.write_text(head + "".join(retold(one, path.stem) for one in blocks), "utf-8")
