"""Publish definitions from a folder or file: refused as a whole when one is unsound; says what changes."""

import argparse
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motcua.foundation.actor import Actor

MOST_CHANGES = 12


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a .yaml file, or a folder with such files in it")
    parser.add_argument(
        "--by", required=True, help="username of the officer who issues procedures and answers for it"
    )
    parser.add_argument(
        "--written-by", required=True, help="username of the other officer, who wrote the definitions"
    )
    parser.add_argument("--decision", required=True, help="number of the decision, such as 1594/QĐ-UBND")
    parser.add_argument("--valid-from", type=date.fromisoformat, help="day, YYYY-MM-DD (default: now)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")


def run(arguments: argparse.Namespace) -> int:
    """0: published, or nothing to do; 1: refused, nothing was changed; 2: there is nothing to publish."""
    import django

    django.setup()
    from motcua.foundation import clock
    from motcua.procedures.check_definitions import check_definitions, definitions_in, load_definition
    from motcua.project.commands.check import known_in_city
    from motcua.services import tell_sources

    tell_sources()
    at = clock.now()
    files = definitions_in(arguments.path)
    if not files:
        return _told(f"{arguments.path}: no definitions (.yaml) there", 2)
    problems = check_definitions(files, shown=str, **known_in_city())
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {problem.code} {problem.path}: {problem.vi} / {problem.en}")
    if problems:
        return _told(f"nothing was published: {len(problems)} problems", 1)
    operator, why = issuing_officer(arguments.by, at)
    if operator is None:
        return _told(why, 1)
    writer, why = writing_officer(arguments.written_by, operator, at)
    if writer is None:
        return _told(why, 1)
    if not arguments.decision.strip():
        return _told("the number of the decision is missing", 1)
    valid_from = _begin(arguments.valid_from, at)
    if valid_from < at:
        return _told("a version cannot come into force in the past", 1)
    for file in files:
        _publish(load_definition(file).value, operator, writer, at, valid_from, arguments)
    return 0


def issuing_officer(username: str, at: datetime) -> tuple["Actor | None", str]:
    """The officer who answers for a publication; else None and why not."""
    from motcua.city import authority
    from motcua.city.models import Account

    account = Account.objects.filter(username=username, kind=Account.Kind.OFFICER).first()
    if account is None:
        return None, f"no officer signs on as {username}"
    if not authority.powers_of(account.id, at).holds_any("issue_catalogue"):
        return None, f"{username} does not hold the power to issue procedures (issue_catalogue)"
    return authority.actor_for(account, at), ""


def writing_officer(username: str, issuer: "Actor", at: datetime) -> tuple["Actor | None", str]:
    """The officer who wrote what is issued: somebody else, as on the pages; else None and why not."""
    from motcua.city import authority
    from motcua.city.models import Account

    account = Account.objects.filter(username=username, kind=Account.Kind.OFFICER).first()
    if account is None:
        return None, f"no officer signs on as {username}"
    if account.id == issuer.account_id:
        return None, "whoever wrote a definition does not issue it: name two officers"
    if not authority.powers_of(account.id, at).holds_any("edit_catalogue"):
        return None, f"{username} does not hold the power to write procedures (edit_catalogue)"
    return authority.actor_for(account, at), ""


def _publish(
    definition: Any, by: Any, writer: Any, at: datetime, valid_from: datetime, arguments: argparse.Namespace
) -> None:
    from django.db import transaction

    from motcua.foundation import events
    from motcua.foundation.definitions import content_hash
    from motcua.procedures.catalogue import publishing
    from motcua.procedures.catalogue.models import ProcedureVersion

    newest = ProcedureVersion.objects.filter(procedure__code=definition.code).order_by("-number").first()
    if newest is not None and newest.content_hash == content_hash(definition):
        print(f"{definition.code}: as published, version {newest.number}")
        return
    number = newest.number + 1 if newest else 1
    print(f"{definition.code}: {'would become' if arguments.dry_run else 'becomes'} version {number}")
    if newest is not None:
        found = changes(_tree(publishing.definition_of(newest)), _tree(definition))
        for line in found[:MOST_CHANGES]:
            print(f"    {line}")
        if len(found) > MOST_CHANGES:
            print(f"    … and {len(found) - MOST_CHANGES} more changes")
    if arguments.dry_run:
        return
    with transaction.atomic():
        version = publishing.publish(definition, by=by, at=at, valid_from=valid_from)
        events.record(
            f"procedure:{definition.code}",
            "procedure.published_by_command",
            at=at,
            actor=by,
            data={
                "version": version.number,
                "hash": version.content_hash,
                "decision": arguments.decision.strip(),
                "written_by": writer.account_id,
            },
        )


def changes(before: Any, after: Any, path: str = "") -> list[str]:
    """What differs between two plain trees, by path; things in lists are matched by their id."""
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            line
            for key in dict.fromkeys([*before, *after])
            for line in changes(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        ]
    if isinstance(before, list) and isinstance(after, list):
        old, new = _named(before), _named(after)
        if old is not None and new is not None:
            found = changes(old, new, path)
            return found or [f"{path}: another order"]
    if before is None:
        return [f"+ {path}: {_short(after)}"]
    if after is None:
        return [f"- {path}: {_short(before)}"]
    return [f"{path}: {_short(before)} → {_short(after)}"]


def _named(items: list[Any]) -> dict[str, Any] | None:
    """Items by id, value or code; None when they bear none."""
    for key in ("id", "value", "code"):
        if all(isinstance(item, dict) and key in item for item in items):
            return {str(item[key]): item for item in items}
    return None


def _short(value: Any) -> str:
    if isinstance(value, dict):
        text = value.get("vi") or value.get("title") or value.get("label") or value.get("name") or value
        text = text.get("vi", text) if isinstance(text, dict) else text
    else:
        text = value
    told = str(text)
    return told if len(told) <= 70 else f"{told[:67]}…"


def _tree(definition: Any) -> Any:
    import msgspec

    from motcua.foundation.definitions import canonical_json

    return msgspec.json.decode(canonical_json(definition))


def _begin(day: date | None, at: datetime) -> datetime:
    """The first moment of the day in Việt Nam; now when none is given."""
    from motcua.foundation import worktime

    return at if day is None else datetime.combine(day, time.min, worktime.VN)


def _told(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
