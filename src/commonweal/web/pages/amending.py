"""Amending the constitution: the text that is proposed, what it changes, and putting it.

Rules of this module:

* a proposal is the whole text; what it changes is shown, value by value, before it can be put, and
  on a page of its own while it is voted on;
* a fault in the text is shown with its line, and nothing typed is lost.

Not here: the constitution as it is (``constitution``), the motion (``motions``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity import effects as ef
from commonweal.polity.amendments import CONSTITUTION_BYTES_MAX, is_guarded
from commonweal.terms import CharterVersion, FaultyDocument, Refusal
from commonweal.web import asking, forms, links, words
from commonweal.web.articles import changes_told
from commonweal.web.forms import Field, Form, Typed
from commonweal.web.frame import Context, carry_out, members_only, show
from commonweal.web.middleware import Visit

FAULTS_SHOWN = 20


@members_only
def amend(visit: Visit) -> HttpResponse:
    """Show the text to be changed, what a proposal would change, or put it."""
    if visit.method != "POST":
        return _page(visit, Typed(), checked=False)
    typed = Typed.of(visit)
    command = asking.asked(typed, asking.text_of(typed), _effect(typed))
    if visit.POST.get("step") != "put":
        typed.errors.clear()
        return _page(visit, typed, checked=True)
    if typed.errors:
        return _page(visit, typed, checked=True, status=422)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        typed.refusal = refusal
        return _page(visit, typed, checked=True, status=422)
    return HttpResponseRedirect(asking.to_asked(answer))


def _effect(typed: Typed) -> ef.AmendConstitution:
    text = typed.text("constitution", CONSTITUTION_BYTES_MAX)
    return ef.AmendConstitution(constitution=text + "\n")


def _page(visit: Visit, typed: Typed, *, checked: bool, status: int = 200) -> HttpResponse:
    return show(
        visit,
        "amend.html",
        lambda reading: _build(reading, typed, checked=checked),
        page="constitution",
        status=status,
    )


def _build(reading: Reading, typed: Typed, *, checked: bool) -> Context:
    rule = reading.charter.amendment
    ways = asking.ways(reading, asking.of_level(reading, rule.level), of_all=True)
    text = Field(
        name="constitution",
        label=_("The whole text as it would be"),
        hint=_("Change the values and the wording that you want changed, and nothing else."),
        kind="words",
        value=reading.case.newest.text.strip(),
        most=CONSTITUTION_BYTES_MAX,
        lines=24,
        is_file=True,
    )
    title, *others = asking.fields(ways)
    shown = _checked(reading, typed.raw("constitution")) if checked else None
    ready = shown is not None and bool(shown["changes"])
    form = Form(
        name="amend",
        fields=[title, text, *others],
        button=_("Show what it changes"),
        further=("put", _("Put it")) if ready else None,
        answered="content",
    )
    return {
        "path": [links.Link(_("Constitution"), reverse("constitution")),
                 links.Link(_("Amend"), "")],
        "cite": links.cite(reading, rule.article),
        "rule": _rule_told(reading),
        "faults": forms.faults_told(reading, typed),
        "form": forms.told(form, typed) if ways else None,
        "checked": shown,
    }  # fmt: skip


def _rule_told(reading: Reading) -> str:
    rule = reading.charter.amendment
    said = {"level": reading.charter.levels[rule.level].title, "share": words.share(rule.majority)}
    return _("%(level)s decides, with %(share)s of Yes and No.") % said


def _checked(reading: Reading, text: str) -> Context:
    """Return what a proposed text would change, or what is wrong with it."""
    if len(text.encode()) > CONSTITUTION_BYTES_MAX:
        said = {"most": f"{CONSTITUTION_BYTES_MAX:,}", "got": f"{len(text.encode()):,}"}
        told = _("At most %(most)s bytes; these are %(got)s.") % said
        return {"faults": [told], "changes": [], "guarded": ""}
    try:
        proposed = reading.case.read(text + "\n")
    except FaultyDocument as faulty:
        wrong = [str(one) for one in faulty.faults if not one.warning]
        return {"faults": wrong[:FAULTS_SHOWN], "changes": [], "guarded": ""}
    guarded = is_guarded(reading.case, ef.AmendConstitution(constitution=text + "\n"))
    return {
        "faults": [],
        "changes": changes_told(reading.case.newest, proposed),
        "guarded": _guarded_told(reading) if guarded else "",
    }


def _guarded_told(reading: Reading) -> str:
    share = reading.charter.amendment.entrenched_majority
    if share is None:
        return _("It changes what is entrenched, and this constitution lets nobody change that.")
    text = _(
        "It changes what is entrenched: that needs %(share)s of Yes and No, and whatever else the"
        " article asks for."
    )
    return text % {"share": words.share(share)}


def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an amendment that was moved would change, or has changed."""

    def told(reading: Reading) -> Context:
        motion = reading.state.motions.get(number)
        if motion is None or not isinstance(motion.effect, ef.AmendConstitution):
            raise Http404(_("Motion %(number)d is no amendment.") % {"number": number})
        link = links.motion_link(reading, number)
        path = [*links.body_path(reading, motion.body), link]
        return _compared(reading, motion.charter, motion.effect, path)

    return show(request, "amendment.html", told)


def initiative_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an initiative would change in the constitution."""

    def told(reading: Reading) -> Context:
        found = reading.state.initiatives.get(number)
        if found is None or not isinstance(found.effect, ef.AmendConstitution):
            raise Http404(_("Initiative %(number)d amends nothing.") % {"number": number})
        title = links.title_and_text(reading, found.text)[0]
        link = links.Link(title, reverse("initiative", args=[number]))
        return _compared(reading, found.charter, found.effect, [link])

    return show(request, "amendment.html", told)


def _compared(
    reading: Reading, under: CharterVersion, effect: ef.AmendConstitution, path: list[links.Link]
) -> Context:
    before = reading.case.charter_of(under)
    proposed = reading.case.read(effect.constitution)
    return {
        "path": [*path, links.Link(_("Changes"), "")],
        "proposal": path[-1],
        "changes": changes_told(before, proposed),
    }
