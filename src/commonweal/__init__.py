"""Commonweal: a federation of councils governs itself, on a record that proves itself.

The rooms and the directions of import between them are described in ``docs/architecture.md``
and checked by import-linter.
"""

__version__ = "0.1.0"
