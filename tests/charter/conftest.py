"""The small constitution that these tests break in every way."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def club() -> str:
    """Text of a constitution without faults and without warnings."""
    return Path(__file__).with_name("club.toml").read_text(encoding="utf-8")
