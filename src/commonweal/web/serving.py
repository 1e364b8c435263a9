"""Serving a federation: one process that writes its record, ticks, and answers browsers.

Rules of this module: it takes the record's lease, so a second one is told who holds it; it stops
when asked to (SIGTERM, SIGINT) after the answers under way, and gives the lease back.
Not here: settings (``settings``), pages (``pages``).
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from commonweal.office.clerk import Clerk
from commonweal.office.office import Office
from commonweal.web import settings
from commonweal.web.federation import ENVIRON_KEY, Federation

THREADS = 8
BODY_MAX_BYTES = 2_000_000

Environ: TypeAlias = dict[str, Any]
Application: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def application(federation: Federation) -> Application:
    """Return the WSGI application of a federation; Django is set up before."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 -- needs the settings

    django = get_wsgi_application()

    def answer(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        environ[ENVIRON_KEY] = federation
        return django(environ, start)

    return answer


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    environment: Mapping[str, str] = os.environ,
    told: Callable[[str], None] = print,
) -> None:
    """Serve a federation until the process is asked to stop.

    Args:
        home: the federation's folder.
        host: address to listen on; behind a proxy, this machine's own.
        port: port to listen on.
        environment: ``DATABASE_URL``; ``COMMONWEAL_HOSTS``: names, with commas, under which
            browsers reach the site; ``COMMONWEAL_PROXY``: address of the proxy that is trusted
            to say from where a request comes, and which must then speak HTTPS.
        told: takes what is said to the one who started it.

    Raises:
        LeaseHeld: when another process writes the record.
        RecordError: when the record cannot be opened.
        OSError: when the port cannot be listened on.
    """
    proxy = environment.get("COMMONWEAL_PROXY", "")
    hosts = _hosts(host, environment.get("COMMONWEAL_HOSTS", ""))
    with Office(home, environment=environment) as office:
        settings.configure(settings.secret_key(home), hosts, https=bool(proxy))
        federation = Federation.of(office, https=bool(proxy))
        clerk = Clerk(office, environment)
        try:
            _listen(application(federation), host, port, proxy, told)
        finally:
            clerk.close()
            federation.close()


def _hosts(host: str, named: str) -> list[str]:
    hosts = [one.strip() for one in named.split(",") if one.strip()]
    # Bound to every address of the machine, the site has names that only the administrator knows.
    return hosts if host in ("", "0.0.0.0", "::") else [host, *hosts]  # noqa: S104 -- compared, not bound


def _listen(
    app: Application, host: str, port: int, proxy: str, told: Callable[[str], None]
) -> None:
    from waitress import create_server  # noqa: PLC0415 -- a door that is not opened costs nothing

    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "threads": THREADS,
        "ident": None,
        "max_request_body_size": BODY_MAX_BYTES,
    }
    if proxy:
        options |= {
            "trusted_proxy": proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            "trusted_proxy_count": 1,
            "clear_untrusted_proxy_headers": True,
        }
    logging.getLogger("waitress").setLevel(logging.WARNING)
    server = create_server(app, **options)
    before = {sign: signal.signal(sign, _stop) for sign in (signal.SIGTERM, signal.SIGINT)}
    address = f"http://{host}:{getattr(server, 'effective_port', port)}/"
    told(f"The federation is at {address} (Ctrl+C ends it)")
    sys.stdout.flush()
    try:
        server.run()
        told("Stopped.")
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        server.close()


def _stop(_signal: int, _frame: object) -> None:
    # The server answers what is under way when this comes up to it, and returns.
    raise KeyboardInterrupt
