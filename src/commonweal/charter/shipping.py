"""The constitutions that come with Commonweal.

Rules of this module:

* each is one TOML file under ``constitutions/``, whole and without faults;
* its name is the name of the file.

Not here: what they say, and what they cannot say (``docs/charter.md``).
"""

from __future__ import annotations

from importlib.resources import files

from commonweal.charter.notes import did_you_mean

_FOLDER = files("commonweal.charter") / "constitutions"


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped constitutions, in alphabetical order."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def shipped_text(name: str) -> str:
    """Return the text of a shipped constitution.

    Raises:
        KeyError: when there is none of this name; the message names those there are.
    """
    if name not in shipped():
        raise KeyError(f"no constitution {name!r} is shipped; {did_you_mean(name, shipped())}")
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
