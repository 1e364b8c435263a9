"""The command line: one door to a federation, for its secretaries and for scripts.

Rules of this room:

* one file per command; a command is imported only when it is used, so that help comes at once;
* a refusal or an error is told on the standard error, and ends with code 1; a command written
  wrongly ends with code 2;
* nothing is decided here: commands knock at the office.

Not here: what is lawful (``commonweal.polity``), pages (``commonweal.web``).
"""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "init": ("init:init", "Found a federation in a folder."),
    "do": ("do:do", "Issue a command as a member, for instance `do cast_vote`."),
    "status": ("status:status", "Say how a federation stands."),
    "tick": ("tick:tick", "Do what has fallen due by lapse of time."),
    "serve": ("serve:serve", "Serve a federation's pages to browsers."),
    "demo": ("demo:demo", "Build a demo federation, with codes to sign in."),
    "members": ("members:members", "Import members from a list; print codes; erase data."),
    "vault": ("vault:vault", "Destroy ballot boxes whose time is over; copy the vault."),
    "agreement": (
        "agreement:agreement",
        "Write, prove and check agreements with other federations.",
    ),
    "affiliate": (
        "affiliate:affiliate",
        "Check what a body brings along, and move to admit it.",
    ),
    "record": ("record:record", "Verify, export, prove and keep safe the record."),
    "count": ("count:count", "Count a file of ballots by a rule; compare rules."),
    "margin": ("margin:margin", "Say how far a result is from another."),
    "fund": ("fund:fund", "Choose projects within a budget; compare rules."),
    "ballots": ("ballots:ballots", "Write all ballots of an election to a file, for a recount."),
    "verify-count": (
        "verify_count:verify_count",
        "Count a declared result again, and say where it differs.",
    ),
    "papers": ("papers:papers", "Type votes on paper in from a file; say how they stand."),
    "apportion": ("apportion:apportion", "Give seats to units in proportion to figures."),
    "plan": ("plan:plan", "Check an economy, solve it, and check anybody's plan."),
    "charter": ("charter:charter", "Check, explain and compare constitutions."),
}
"""Where each command is, and what it does; said here too, so that help imports no room."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(f"commonweal.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            # Imported here, because only who mistypes needs it.
            from commonweal.charter.notes import did_you_mean  # noqa: PLC0415 -- rarely

            told = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(f"there is no command {args[0]!r}; {told}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in _COMMANDS.items()])


@click.group(cls=_Commands)
@click.version_option(package_name="commonweal", prog_name="commonweal")
def main() -> None:
    """Federations of councils: delegates with mandates, who can be recalled at any time.

    Begin with `commonweal demo`, or with `commonweal init`.
    """


__all__ = ["main"]
