"""Commands for operators: ``python -m app.cli COMMAND``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from app.core import doorbell
from app.core.settings import Settings, SettingsError, get_settings


def migrate(settings: Settings, args: argparse.Namespace) -> int:
    """Bring the database to the newest schema and load the reference data."""
    from app import create_app
    from app.core import migrate as migrations
    from app.core.uow import unit_of_work
    from app.standards.service import load_catalogue
    from app.tickets.service import load_reference
    from app.workdays.service import load_seed

    migrations.upgrade(settings)
    with create_app(settings).app_context(), unit_of_work():
        load_reference()
        load_catalogue()
        load_seed()
    say("The database is up to date.")
    return 0


def demo(settings: Settings, args: argparse.Namespace) -> int:
    """Load the demo district once. Refused in production."""
    if settings.env == "production":
        say("The demo district is refused in production.")
        return 2
    from app import create_app
    from app.demo import load

    doorbell.silence()
    with create_app(settings).app_context():
        load(args.full, say)
    return 0


def create_admin(settings: Settings, args: argparse.Namespace) -> int:
    """Make the district, if there is none, and a system administrator with a random password."""
    import secrets

    from app import create_app
    from app.core.uow import unit_of_work
    from app.identity.service.first import NameInUse, create_first_admin

    password = secrets.token_urlsafe(15)
    with create_app(settings).app_context():
        try:
            with unit_of_work():
                create_first_admin(args.code, args.district, args.username, password)
        except NameInUse:
            say(f"There is somebody named {args.username} already.")
            return 1
    say(f"User name {args.username}, password {password} - shown once; change it after the first sign-in at /admin/.")
    return 0


def places(settings: Settings, args: argparse.Namespace) -> int:
    """Print how much of the district is entered: regions, organisations, compounds and what is in them."""
    from app import create_app
    from app.places.queries.ledgers import summary

    with create_app(settings).app_context():
        for name, count in summary():
            say(f"{name}: {count}")
    return 0


def openapi(settings: Settings, args: argparse.Namespace) -> int:
    """Write the OpenAPI document."""
    from app.factory import open_api

    spec = open_api(settings)
    text = json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    with open(args.file, "w", encoding="utf-8") as file:
        file.write(text)
    say(f"Wrote {args.file}.")
    return 0


def check_config(settings: Settings, args: argparse.Namespace) -> int:
    """Print what production would refuse about the present settings and the servers that they name."""
    from app.core.refusals import refusals
    from app.core.surroundings import unsafe

    problems = [*refusals(settings), *unsafe(settings)]
    for problem in problems:
        say(f"refused: {problem}")
    say(f"{len(problems)} problems for production.")
    return 1 if problems else 0


def recount_rates(settings: Settings, args: argparse.Namespace) -> int:
    """Count the three rates anew from the call-backs, repair what differs, and print it. Exits 1 when it did."""
    from app import create_app
    from app.callbacks.service import recount
    from app.core.uow import unit_of_work

    with create_app(settings).app_context(), unit_of_work():
        found = recount()
    for wrong in found:
        month, compound, company = wrong["key"]
        say(f"repaired: {month:%Y-%m} compound {compound} company {company}: {', '.join(wrong['columns'])}")
    say(f"{len(found)} cells differed.")
    return 1 if found else 0


def rotate_keys(settings: Settings, args: argparse.Namespace) -> int:
    """Encrypt everything anew with the first key of HFW_DATA_KEYS. May be stopped and begun again at any time.

    Exits 1 when something is left under another key.
    """
    from app import create_app
    from app.core.uow import unit_of_work
    from app.operations.service import CIPHERS, note_rotation, rotate_piece

    done = left = 0
    with create_app(settings).app_context():
        for cipher in CIPHERS:
            after, here = None, 0
            while done < args.at_most:
                with unit_of_work():
                    piece = rotate_piece(cipher, after, min(args.batch, args.at_most - done))
                after, here, done = piece.last, here + piece.rotated, done + piece.rotated
                left += piece.broken + piece.missed
                if after is None:
                    break
            say(f"{cipher.table}.{cipher.column}: {here} encrypted anew")
        with unit_of_work():
            kid = note_rotation(done)
    if done >= args.at_most:
        say(f"Stopped after {done} values. Run it again to go on.")
        return 1
    if left:
        say(f"{left} values are still under another key, or open with none. Keep the old keys and run it again.")
        return 1
    say(f"Everything is under {kid}. The other keys can be taken out of HFW_DATA_KEYS.")
    return 0


def say(line: str) -> None:
    """Print a line at once, so that progress is seen."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "migrate": migrate,
    "demo": demo,
    "create-admin": create_admin,
    "places": places,
    "openapi": openapi,
    "check-config": check_config,
    "recount-rates": recount_rates,
    "rotate-keys": rotate_keys,
}


def main() -> int:
    """Run one command. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.cli")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        sub = commands.add_parser(name, help=function.__doc__)
        if name == "demo":
            sub.add_argument("--full", action="store_true", help="the whole district: 72 compounds, 33,000 tickets")
        if name == "create-admin":
            sub.add_argument("username")
            sub.add_argument("--district", default="石景山区", help="name of the district")
            sub.add_argument("--code", default="110107", help="administrative code of the district")
        if name == "openapi":
            sub.add_argument("--file", default="docs/openapi.json")
        if name == "rotate-keys":
            sub.add_argument("--batch", type=int, default=500, help="rows in one transaction")
            sub.add_argument("--at-most", type=int, default=sys.maxsize, help="stop after so many values")
    args = parser.parse_args()
    try:
        return COMMANDS[args.command](get_settings(), args)
    except SettingsError as error:
        sys.stderr.write(f"The settings are refused:\n{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
