"""Forms as data: what they ask for, what was typed into them, and what is wrong with it.

Rules of this module:

* a page that asks for something takes it at its own address: a fault, or a refusal of the law, is
  shown there, beside its field or above all, and whatever was typed stands in the form again;
* all faults of a form are told at once, each with what is expected;
* rows of a form are a few empty ones; whoever needs more asks for them and loses nothing.

Not here: single forms (``pages``), how they look (``parts/form.html``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from commonweal.office.admission import Newcomer
from commonweal.office.office import Answer
from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.terms import Refusal
from commonweal.web import links
from commonweal.web.frame import carry_out, refusal_told
from commonweal.web.middleware import Visit

AMOUNT_MAX = 10**12
"""The largest amount that is taken; the law knows no larger one."""

ROWS = 3
"""Rows of a form that are empty at first, and rows that are added when somebody needs more."""

ROWS_MAX = 60
PICKED_MAX = 200
"""Things in a list to choose from; of more, one types the number or the name and is helped."""

_DIGITS = re.compile(r"\d{1,13}\Z", re.ASCII)
_PLACE = re.compile(r"[a-z0-9-]{1,80}\Z")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


class Option(NamedTuple):
    """Something to choose: what is sent, and how it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form.

    Attributes:
        name: under which it is sent.
        label, hint: what it asks for, and what is expected.
        kind: ``amount``: a whole number; ``text``: a line; ``words``: some lines; ``pick``: one of
            the options; ``ticks``: some of them; ``rows``: options with an amount each, and with
            ``also``, if it is given.
        value: what stands in it at first; ``rows``: the same for rows: what was chosen, what of
            ``also``, and the amount.
        options: what can be chosen; ``also``: what besides, in a row;
            ``also_none``: how it is called when nothing of that is chosen.
        optional: whether it may stay empty; ``most``: longest text; ``lines``: shown of ``words``.
        is_file: whether ``words`` are a file, in which every sign counts.
    """

    name: str
    label: str
    kind: str = "amount"
    hint: str = ""
    value: str = ""
    rows: Sequence[tuple[str, str, str]] = ()
    options: Sequence[Option] = ()
    also: Sequence[Option] = ()
    also_none: str = "–"
    optional: bool = False
    most: int = 17
    lines: int = 4
    is_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a page.

    Attributes:
        name: which of the forms of its page; with what is sent along, its place there.
        fields: what it asks for.
        button: what is done.
        title: what it is called; ``hint``: what to know before.
        hidden: what is sent along.
        plain: whether it is one of many, and not the main one.
        further: what else can be done with what was typed: the step that is sent, and its button.
        answered: where on the page the answer stands; at the form itself when it is empty.
    """

    name: str
    button: str
    fields: Sequence[Field] = ()
    title: str = ""
    hint: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False
    further: tuple[str, str] | None = None
    answered: str = ""

    @property
    def place(self) -> str:
        """Where it stands on its page."""
        return "-".join([self.name, *self.hidden.values()])


@dataclass(slots=True)
class Typed:
    """What was typed into a form, with its faults.

    Attributes:
        form: name of the form; empty when nothing was typed.
        values: what was sent, by name, with all values of each.
        errors: what is wrong, by name of the field; under the empty name, with all of it.
        refusal: why the law refused it.
        more: whether more rows were asked for.
    """

    form: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    more: bool = False

    @property
    def place(self) -> str:
        """Where the form stands on its page; empty when what was sent names no such place."""
        found = self.raw("place")
        return found if _PLACE.match(found) else ""

    @classmethod
    def of(cls, visit: Visit) -> Typed:
        """Take what was sent."""
        sent = visit.POST
        values = {name: [_tidy(str(one)) for one in sent.getlist(name)] for name in sent}
        return cls(form=str(sent.get("what", "")), values=values, more="more" in sent)

    def raw(self, name: str) -> str:
        """Return what was sent under a name; empty when nothing was."""
        found = self.values.get(name)
        return found[0] if found else ""

    def amount(self, name: str, *, least: int = 0, most: int = AMOUNT_MAX) -> int:
        """Read a whole number, or note what is wrong with it."""
        found, error = read_amount(self.raw(name), least, most)
        if error:
            self.errors[name] = error
        return found

    def text(self, name: str, most: int, *, optional: bool = False) -> str:
        """Read a text, or note what is wrong with it."""
        found = self.raw(name)
        if not found and not optional:
            self.errors[name] = _("It is missing: write at least a word.")
        if len(found) > most:
            said = {"most": most, "got": len(found)}
            self.errors[name] = _("At most %(most)d characters; these are %(got)d.") % said
        return found

    def line(self, name: str, most: int) -> str:
        """Read a text of one line, or note what is wrong with it."""
        return " ".join(self.text(name, most).split())

    def number(self, name: str, *, optional: bool = False) -> int:
        """Read the number of something that was chosen, or note that nothing was; 0 is none."""
        found = picked(self.raw(name))
        if not found and not optional:
            self.errors[name] = _("Nothing was chosen: choose one from the list.")
        return found

    def pairs(self, name: str, *, least: int = 1) -> tuple[tuple[int, int], ...]:
        """Read the filled rows of a field, or note what is wrong with the first faulty one."""
        return tuple((of, amount) for of, _also, amount in self.triples(name, least=least))

    def triples(self, name: str, *, least: int = 1) -> tuple[tuple[int, int, int], ...]:
        """Read the filled rows of a field with more to choose; what was left open there is 0."""
        found: list[tuple[int, int, int]] = []
        for place, (of, also, amount) in enumerate(self.rows(name), start=1):
            if not of and not amount:
                continue
            number, (value, error) = picked(of), read_amount(amount, least, AMOUNT_MAX)
            if not number:
                error = _("Nothing was chosen.")
            if error:
                said = {"row": place, "error": error}
                self.errors.setdefault(name, _("Row %(row)d: %(error)s") % said)
            else:
                found.append((number, picked(also), value))
        return tuple(found)

    def rows(self, name: str) -> list[tuple[str, str, str]]:
        """Return the rows of a field as they were sent: choice, further choice, amount."""
        of, amounts = self.values.get(f"{name}-of", []), self.values.get(f"{name}-amount", [])
        also = self.values.get(f"{name}-also", [""] * len(of))
        return list(zip(of, also, amounts, strict=False))[:ROWS_MAX]


def _tidy(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def read_amount(text: str, least: int, most: int) -> tuple[int, str]:
    """Read a whole number; spaces between its figures do no harm, commas and points would.

    Returns:
        The number, and what is wrong with it or nothing.
    """
    tidy = _SPACES.sub("", text)
    if _DIGITS.match(tidy) and least <= int(tidy) <= most:
        return int(tidy), ""
    said = {"least": f"{least:,}", "most": f"{most:,}", "got": text[:40]}
    if not tidy and most == AMOUNT_MAX:
        return 0, _("A whole number is missing.")
    if not tidy:
        return 0, _("A whole number is missing, from %(least)s to %(most)s.") % said
    wanted = _("Write a whole number from %(least)s to %(most)s, in figures only; got: %(got)s")
    return 0, wanted % said


def picked(text: str) -> int:
    """Return the number with which a choice begins; 0 when it begins with none."""
    figures = re.match(r"\d{1,9}(?!\d)", text, re.ASCII)
    return int(figures[0]) if figures else 0


# Taking what was sent.

ShowPage = Callable[[Typed], HttpResponse]


@dataclass(frozen=True, slots=True)
class Act:
    """What a form does.

    Attributes:
        read: makes the command, or names whom to admit, and notes faults in what was typed.
        done: what is said afterwards; made of the answer where that is needed.
        to: where to go afterwards; the page itself when it is not given.
    """

    read: Callable[[Typed], Command | Newcomer]
    done: str | Callable[[Answer], str]
    to: Callable[[Answer], str] | None = None


def take(
    visit: Visit,
    acts: Mapping[str, Act],
    page: Callable[[Typed, int], HttpResponse],
    *,
    place: str = "",
) -> Any:
    """Carry out what a form of a page asks for, or show the page again with what is wrong.

    Args:
        visit: the visit, with what was sent.
        acts: what each form of the page does.
        page: shows the page, given what was typed and the status.
        place: where on the page to go on afterwards; at the form where none is given.

    Raises:
        Http404: when the page has no such form.
    """
    typed = Typed.of(visit)
    act = acts.get(typed.form)
    if act is None:
        raise Http404(_("This page has no such form."))
    if typed.more:
        return page(typed, 200)
    if not visit.viewer:
        said = _("You are not signed in any more. Sign in in another tab, then send this again.")
        typed.errors[""] = said
        return page(typed, 403)
    command = act.read(typed)
    if typed.errors:
        return page(typed, 422)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        typed.refusal = refusal
        return page(typed, 422)
    messages.success(visit, act.done if isinstance(act.done, str) else act.done(answer))
    return HttpResponseRedirect(
        act.to(answer) if act.to else f"{visit.path}#{place or typed.place}"
    )


# Showing forms.


def faults_told(reading: Reading, typed: Typed) -> dict[str, Any]:
    """Return what stands above a page whose form was not accepted."""
    whole = typed.errors.get("", "")
    fields = any(typed.errors[name] for name in typed.errors if name)
    return {
        "refusal": refusal_told(reading, typed.refusal) if typed.refusal else None,
        "whole": whole,
        "fields_at": f"#{typed.place}" if fields else "",
    }


def told(form: Form, typed: Typed) -> dict[str, Any]:
    """Return the context of ``parts/form.html``."""
    mine = typed if typed.form == form.name and typed.place == form.place else Typed()
    return {
        "name": form.name,
        "id": form.place,
        "title": form.title,
        "hint": form.hint,
        "button": form.button,
        "plain": form.plain,
        "further": form.further,
        "answered": form.answered or form.place,
        "hidden": [{"name": name, "value": value} for name, value in form.hidden.items()],
        "fields": [_field_told(one, mine, form.place) for one in form.fields],
        "has_rows": any(one.kind == "rows" for one in form.fields),
        "open": bool(mine.form),
        "refused": _refused_told(mine.refusal) if mine.refusal else "",
    }


def _refused_told(refusal: Refusal) -> str:
    """Say in a line why a form was refused; above the page it stands with its article."""
    remedy = refusal.remedy[:1].upper() + refusal.remedy[1:]
    return f"{refusal.name.replace('_', ' ')}. {remedy}."


def _field_told(one: Field, typed: Typed, place: str) -> dict[str, Any]:
    value = typed.raw(one.name) if typed.form else one.value
    options = _options_told(one.options, *(typed.values.get(one.name, []) or [value]))
    many, error = len(options) > PICKED_MAX, typed.errors.get(one.name, "")
    marks = [mark for mark, told in (("e", error), ("h", one.hint)) if told]
    return {
        "name": one.name,
        "label": one.label,
        "kind": "typed" if many and one.kind == "pick" else one.kind,
        "hint": one.hint,
        "value": value,
        "optional": one.optional,
        "most": one.most,
        "lines": one.lines,
        "is_file": one.is_file,
        "error": error,
        "described": " ".join(f"{place}-{one.name}-{mark}" for mark in marks),
        "options": options,
        "also_none": one.also_none,
        "many": many,
        "rows": _rows_told(one, typed) if one.kind == "rows" else [],
    }


def _rows_told(one: Field, typed: Typed) -> list[dict[str, Any]]:
    filled = typed.rows(one.name) if typed.form else list(one.rows)
    first = 1 if one.also else ROWS
    spare = ROWS if typed.more else max(0, first - len(filled))
    if filled and not typed.form:
        spare = max(spare, 1)
    rows = [*filled, *[("", "", "")] * spare][:ROWS_MAX]
    return [
        {
            "place": place,
            "of": of,
            "amount": amount,
            "options": _options_told(one.options, of),
            "also": _options_told(one.also, also),
        }
        for place, (of, also, amount) in enumerate(rows, start=1)
    ]


def _options_told(options: Sequence[Option], *chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": option.value, "label": option.label, "chosen": option.value in chosen}
        for option in options
    ]


class Offer(NamedTuple):
    """A form that is offered under an article, folded among others.

    Attributes:
        form: the form.
        article: the article that provides for it, with its path.
        shown: what would come of it, for a template; None where the hint of the form says it.
    """

    form: Form
    article: str
    shown: dict[str, Any] | None = None


def offers_told(reading: Reading, offers: Iterable[Offer], typed: Typed) -> list[dict[str, Any]]:
    """Return the contexts of ``parts/offer.html``."""
    return [
        {
            "form": told(one.form, typed),
            "title": one.form.title,
            "cite": links.cite(reading, one.article),
            "shown": one.shown,
        }
        for one in offers
    ]
