"""Pages about the software itself: its source, which its licence promises to every visitor.

Rules of this module: what is handed out is what runs here, changed or not (AGPL-3.0, section 13).
Not here: anything about the federation.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

import commonweal
from commonweal import __version__

_LEFT_OUT = {"__pycache__", ".mypy_cache"}


def source(request: HttpRequest) -> HttpResponse:
    """Hand out the source code that runs here."""
    del request
    response = HttpResponse(_packed(), content_type="application/zip")
    name = f"commonweal-{__version__}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@cache
def _packed() -> bytes:
    room = Path(commonweal.__file__).parent
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(room.rglob("*")):
            if path.is_file() and not _LEFT_OUT.intersection(path.parts):
                archive.write(path, Path("commonweal") / path.relative_to(room))
    return packed.getvalue()
