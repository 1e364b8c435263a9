"""A programme of projects as a table, as CSV and as JSON; several of them beside each other.

Rules of this module:

* projects that are funded stand first, in the order in which they were, then the others by number;
* amounts are whole numbers of the budget's unit, as in the programme; what a project got in votes
  or points comes from the caller, because a programme does not hold it;
* names that were cut for the table stand in full in the words, the CSV and the JSON.

Not here: words on why a project is funded (``Funding.explain``), bars (``bar_charts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonweal.tally.outcome import Plain
from commonweal.tally.projects import Funding
from commonweal.tally.registry import FUNDINGS
from commonweal.tally.views.figures import cells, checked_names, padded, shorten
from commonweal.tally.views.tables import WIDTH, csv_of, guarded

FUNDING_SCHEMA = "commonweal.funding/1"
"""Name and version of the document."""

_GAP = "  "
_NAME_MIN = 12


def funding_names(found: Funding, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return a name for every project; ``project 3`` where no names are given.

    Raises:
        BadCount: when there is not one name for each project.
    """
    size = len(found.projects.costs)
    return checked_names(names, size, "project", [f"project {place}" for place in range(size)])


def funding_order(found: Funding) -> tuple[int, ...]:
    """Return all projects, the funded first."""
    others = (p for p in range(len(found.projects.costs)) if p not in found.funded)
    return (*found.funded, *others)


def funding_table(
    found: Funding,
    names: Sequence[str] | None = None,
    *,
    support: Sequence[int] | None = None,
    width: int = WIDTH,
) -> str:
    """Return a programme as a table in plain text.

    Args:
        found: the programme.
        names: the projects' names, by number.
        support: votes or points of each project; left out, there is no such column.
        width: columns that there are; names are cut to fit.

    Raises:
        BadCount: when there is not one name for each project.
    """
    known, left = funding_names(found, names), found.projects.budget
    rows = [["project", "cost", *_votes(support), "funded", "left"]]
    for project in funding_order(found):
        state = _state(found, project)
        cost = found.projects.costs[project]
        left -= cost if project in found.funded else 0
        after = str(left) if project in found.funded else ""
        rows.append([known[project], str(cost), *_votes(support, project), state, after])
    return "\n".join([_budget(found), "", *_aligned(rows, width), ""])


def _votes(support: Sequence[int] | None, project: int | None = None) -> list[str]:
    if support is None:
        return []
    return ["votes" if project is None else str(support[project])]


def _state(found: Funding, project: int) -> str:
    if project in found.funded:
        return str(found.funded.index(project) + 1)
    return "?" if found.lot is not None and project in found.lot.tied else "-"


def _budget(found: Funding) -> str:
    amounts = f"budget {found.projects.budget}, spent {found.spent}, left {found.left}"
    return f"{amounts}." if found.lot is None else f"{amounts}; a lot is needed for more."


def _aligned(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Write rows under each other, names to the left and cut, figures to the right."""
    sizes = [max(cells(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = width - sum(sizes[1:]) - len(_GAP) * (len(sizes) - 1)
    name = min(sizes[0], max(room, _NAME_MIN))
    for first, *figures in rows:
        pairs = zip(figures, sizes[1:], strict=True)
        texts = (padded(text, size, right=True) for text, size in pairs)
        yield _GAP.join((padded(shorten(first, name), name), *texts)).rstrip()


def funding_csv(
    found: Funding, names: Sequence[str] | None = None, *, support: Sequence[int] | None = None
) -> str:
    """Return a programme as CSV, a row for each project.

    Columns: ``project`` (a number), ``name``, ``cost``, ``votes`` where they are given, ``funded``
    (a number for the order; empty where it is not).

    Raises:
        BadCount: when there is not one name for each project.
    """
    known = funding_names(found, names)
    rows = [["project", "name", "cost", *_votes(support), "funded"]]
    for project, cost in enumerate(found.projects.costs):
        place = str(found.funded.index(project) + 1) if project in found.funded else ""
        figures = [str(cost), *_votes(support, project)]
        rows.append([str(project), guarded(known[project]), *figures, place])
    return csv_of(rows)


def funding_document(found: Funding, names: Sequence[str] | None = None) -> dict[str, Plain]:
    """Return a programme as plain data for JSON.

    Keys: ``schema``, ``title`` of the rule, ``names`` by number, ``complete`` (no lot is open),
    ``explanation`` (a line a step) and ``funding``, the programme itself.

    Raises:
        BadCount: when there is not one name for each project.
    """
    known, record = funding_names(found, names), FUNDINGS.get(found.rule)
    return {
        "schema": FUNDING_SCHEMA,
        "title": found.rule if record is None else record.title,
        "names": list(known),
        "complete": found.lot is None,
        "explanation": list(found.explain(known).split("\n")),
        "funding": found.as_dict(),
    }


def programmes_table(
    programmes: Sequence[Funding], names: Sequence[str] | None = None, *, width: int = WIDTH
) -> str:
    """Return what is funded under each of several rules, a number for the order.

    Projects that no rule funds are left out; ``?`` waits for a lot.

    Args:
        programmes: of the same votes and projects.
        names: the projects' names, by number.
        width: columns that there are; names are cut to fit.

    Raises:
        BadCount: when there is not one name for each project.
    """
    known = funding_names(programmes[0], names)
    rows = [("project", "cost", *(found.rule for found in programmes))]
    for project, cost in enumerate(programmes[0].projects.costs):
        states = [_state(found, project) for found in programmes]
        if set(states) != {"-"}:
            rows.append((known[project], str(cost), *states))
    rows.append(("spent", "", *(str(found.spent) for found in programmes)))
    rows.append(("left", "", *(str(found.left) for found in programmes)))
    return "\n".join([*_aligned(rows, width), ""])


def programmes_csv(programmes: Sequence[Funding], names: Sequence[str] | None = None) -> str:
    """Return all projects with their place under each rule, as CSV; empty where not funded.

    Raises:
        BadCount: when there is not one name for each project.
    """
    known = funding_names(programmes[0], names)
    rows = [["project", "name", "cost", *(found.rule for found in programmes)]]
    for project, cost in enumerate(programmes[0].projects.costs):
        states = (_state(found, project) for found in programmes)
        places = [state if state.isdecimal() else "" for state in states]
        rows.append([str(project), guarded(known[project]), str(cost), *places])
    return csv_of(rows)
