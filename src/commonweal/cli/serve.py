"""``commonweal serve``: the pages, in this process.

Rules of this module: the web room is imported only here.

Not here: the pages (``commonweal.web``).
"""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli.places import home_option, require_federation, told


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
def serve(home: Path, host: str, port: int) -> None:
    """Serve the pages of a federation until Ctrl-C."""
    require_federation(home)
    # The web room brings Django, which no other command should wait for.
    from commonweal.web.serving import serve as serve_pages  # noqa: PLC0415 -- Django

    with told():
        serve_pages(home, host, port)
