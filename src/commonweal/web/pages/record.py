"""The record: entries, proofs, checkpoints, and everything needed to check it elsewhere.

Rules of this module: what is handed out is what the record holds, byte for byte; nothing here asks
to be believed. Not here: what entries mean in law, the commands that verify files.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import cast

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office import handing_out
from commonweal.office.chronicle import subjects_of
from commonweal.office.entries import Entry
from commonweal.office.reading import (
    NOT_IN_RECORD,
    Proof,
    Reading,
    Signed,
    compare,
    proof,
    signed,
)
from commonweal.web import links, words
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import people_in, tell, tell_entry, texts_in

ON_A_PAGE = 40

READ_FOR_A_PAGE = 400
"""Entries read for a page, so that a vote of hundreds does not fill page after page."""


def record(request: HttpRequest) -> HttpResponse:
    """List entries, newest first, with the checkpoint and how to check it."""
    visit = cast("Visit", request)
    last = signed(visit.federation.office)
    return show(
        request,
        "record.html",
        lambda reading: _build(visit, reading, last),
        page="record",
    )


def _build(visit: Visit, reading: Reading, last: Signed) -> Context:
    chronicle = reading.chronicle
    kind = visit.GET.get("kind", "")
    kind = kind if kind in chronicle.commands else ""
    before = whole(visit.GET.get("before", "")) or chronicle.size
    indices = chronicle.of_command(kind) if kind else range(chronicle.size)
    shown = indices[: bisect_left(indices, before)][-READ_FOR_A_PAGE:]
    rows = _rows(reading, [(index, chronicle.entry(index)) for index in reversed(shown)])
    oldest = rows[-1]["first"] if rows else 0
    return {
        "record": _facts(reading, last),
        "commands": _commands(last),
        "ask": _ask(visit),
        "kinds": [
            {"value": name, "label": words.word(words.COMMANDS, name), "chosen": name == kind}
            for name in chronicle.commands
        ],
        "entries": rows,
        "pages": {
            "newer": f"?kind={kind}" if before < chronicle.size else "",
            "older": f"?kind={kind}&before={oldest}" if rows and oldest > indices[0] else "",
        },
    }


def _facts(reading: Reading, last: Signed) -> Context:
    return {
        "size": last.size,
        "origin": last.origin,
        "signed_at": links.when(reading.state.now),
        "root": last.root,
        "checkpoint": last.note,
        "verifier_key": last.key,
        "checkpoint_url": reverse("checkpoint"),
        "export_url": reverse("export"),
        "key_url": reverse("key"),
    }


def _commands(last: Signed) -> list[Context]:
    check = "commonweal record verify record.jsonl --key verifier.key"
    kept = f"{check} --checkpoint kept.txt"
    return [
        {"text": _("Download the whole record and the public key, below."), "code": ""},
        {"text": _("Check every entry and the signature:"), "code": check},
        {"text": _("Check that it continues a checkpoint you kept:"), "code": kept},
        {
            "text": _("Compare the public key with the one other members have. It begins:"),
            "code": last.key[:48] + "…",
        },
    ]


def _ask(visit: Visit) -> Context:
    old = visit.GET.get("old", "")[:5000]
    told: Context = {"old": old, "error": "", "url": reverse("record"), "answer": None}
    if not old.strip():
        return told
    found, size = compare(visit.federation.office, old)
    said = {"size": f"{size:,}"}
    match found:
        case "continued":
            text = _("The record continues your checkpoint of %(size)s entries: nothing changed.")
            told["answer"] = {"tone": "", "text": text % said}
        case "forked":
            text = _(
                "This record does NOT continue your checkpoint of %(size)s entries: its history was"
                " rewritten. Keep your checkpoint, and show it to the other members."
            )
            told["answer"] = {"tone": "error", "text": text % said}
        case "longer":
            text = _(
                "Your checkpoint covers %(size)s entries, and this record has fewer: something was"
                " cut off, or an old copy was put back. Show it to the other members."
            )
            told["answer"] = {"tone": "error", "text": text % said}
        case _:
            told["error"] = _(
                "This is no checkpoint signed for this record. Paste the whole text, from the first"
                " line to the line with the signature."
            )
    return told


def _rows(reading: Reading, found: list[tuple[int, Entry]]) -> list[Context]:
    """Return rows, newest first; a run of entries that read alike, as ballots do, is one row."""
    entries = [entry for _index, entry in found]
    reading.know(people_in(entries), texts_in(reading, entries))
    rows: list[Context] = []
    for index, one in found:
        text = tell_entry(reading, one).text
        if rows and rows[-1]["text"] == text and rows[-1]["first"] == index + 1:
            rows[-1] |= {"first": index, "count": rows[-1]["count"] + 1}
            continue
        if len(rows) == ON_A_PAGE:
            break
        rows.append(_row(index, one, text))
    return rows


def _row(index: int, one: Entry, text: str) -> Context:
    return {
        "number": index,
        "first": index,
        "count": 1,
        "at": links.when(one.at),
        "text": text,
        "kind": words.word(words.COMMANDS, one.command or one.kind),
        "url": links.entry_url(index),
        "digest": "",
    }


def _proved(visit: Visit, index: int) -> Proof:
    try:
        return proof(visit.federation.office, index)
    except NOT_IN_RECORD:
        text = _("The record has no entry %(number)d.")
        raise Http404(text % {"number": index}) from None


def entry(request: HttpRequest, index: int) -> HttpResponse:
    """Show an entry with the proof that the record holds it."""
    visit = cast("Visit", request)
    found = _proved(visit, index)
    return show(
        request,
        "entry.html",
        lambda reading: _entry(reading, index, found),
        page="record",
    )


def _entry(reading: Reading, index: int, found: Proof) -> Context:
    one = reading.entry(index)
    reading.know(people_in([one]), texts_in(reading, [one]))
    told = [tell(reading, event) for event in one.events[:30]]
    main = tell_entry(reading, one)
    about = {link.url: link for link in _about(reading, one)}
    name = _("Entry %(number)d") % {"number": index}
    return {
        "path": [links.Link(_("Record"), reverse("record")), links.Link(name, "")],
        "entry": {
            "number": index,
            "at": links.when(one.at),
            "text": main.text,
            "kind": words.word(words.COMMANDS, one.command or one.kind),
            "version": one.law,
            "actor": _actor(reading, one),
            "body": found.laid_out(),
            "leaf": found.leaf,
            "cites": [],
            "about": list(about.values())[:8],
            "erased": [],
            "told": told if len(told) > 1 else [],
        },
        "proof": {
            "size": found.size,
            "root": found.root,
            "hashes": found.hashes,
            "url": reverse("proof", args=[index]),
            "json_url": reverse("entry-file", args=[index]),
        },
        "previous_url": links.entry_url(index - 1) if index else "",
        "next_url": links.entry_url(index + 1) if index + 1 < found.size else "",
    }


def _actor(reading: Reading, one: Entry) -> str:
    if not one.by:
        return _("by lapse of time, or by a count")
    return _("by %(name)s") % {"name": links.who(reading, one.by)}


def _about(reading: Reading, one: Entry) -> list[links.Link]:
    found = (subject for event in one.events[:30] for subject in subjects_of(event))
    return [link for kind, number in found if (link := _subject(reading, kind, number))]


def _subject(reading: Reading, kind: str, number: int) -> links.Link | None:
    state = reading.state
    if kind == "seat" and number in state.seats:
        return links.seat_link(reading, state.seats[number])
    if kind == "poll" and number in state.polls:
        return links.Link(links.poll_title(reading, state.polls[number]), links.poll_url(number))
    if kind == "motion" and number in state.motions:
        return links.motion_link(reading, number)
    if kind == "body" and number in state.bodies:
        return links.body_link(reading, number)
    return None


def _file(content: bytes | str, name: str, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def proof_file(request: HttpRequest, index: int) -> HttpResponse:
    """Hand out the proof of an entry in the C2SP tlog-proof format."""
    return _file(_proved(cast("Visit", request), index).text, f"entry-{index}.tlog-proof")


def entry_file(request: HttpRequest, index: int) -> HttpResponse:
    """Hand out an entry as it stands in the record."""
    body = _proved(cast("Visit", request), index).body
    return _file(body, f"entry-{index}.json", "application/json")


def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand out the last signed checkpoint; the address is fixed, for witnesses to fetch."""
    note = signed(cast("Visit", request).federation.office).note
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


def key(request: HttpRequest) -> HttpResponse:
    """Hand out the public key that signs now; a record names those before it in itself."""
    return _file(signed(cast("Visit", request).federation.office).key + "\n", "verifier.key")


def export(request: HttpRequest) -> HttpResponseBase:
    """Hand out the whole record as a file that proves itself."""
    lines = handing_out.export_lines(cast("Visit", request).federation.office)
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="record.jsonl"'
    return response


def tile(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a tile of the record (C2SP tlog-tiles), for witnesses and foreign software."""
    found = handing_out.tile(cast("Visit", request).federation.office, path)
    if found is None:
        raise Http404(_("There is no such tile."))
    response = HttpResponse(found, content_type="application/octet-stream")
    if ".p/" not in path:
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
