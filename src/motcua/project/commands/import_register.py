"""Bring a file into a register: look it over, release it (by a second person), run it, go on with it or take it back."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="CSV, XLSX or JSON lines")
    parser.add_argument("--register", help="key of the register, for instance births")
    parser.add_argument("--agency", help="key of the agency whose rows they are; without it a column says so")
    parser.add_argument("--by", required=True, help="account of the officer who brings the file")
    parser.add_argument(
        "--release-by", help="account of the officer who releases it; without it nothing is written"
    )
    parser.add_argument("--says", default="", help="where the file comes from")
    parser.add_argument(
        "--encoding", default="", help="utf-8, utf-16, tcvn3, vni or cp1258, where the file does not show it"
    )
    parser.add_argument("--sheet", default="", help="of a workbook; the first without it")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADING=TARGET",
        help="what a column is; empty: nothing",
    )
    parser.add_argument(
        "--agree", action="append", default=[], metavar="CLASS", help="take this class of proposals (DQ09 …)"
    )
    parser.add_argument("--go-on", metavar="IMPORT", help="go on with an import that was broken off")
    parser.add_argument(
        "--take-back", metavar="IMPORT", help="withdraw what an import brought in; needs --reason"
    )
    parser.add_argument("--reason", default="")
    parser.add_argument("--report", type=Path, help="write what became of every row to this CSV")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when the file, or the step, was refused; 2 for a file that was only looked over."""
    import django

    django.setup()
    from motcua.city.authority import NotAllowed
    from motcua.records.registers.errors import NoSuchRegister
    from motcua.records.registers.importing import preparing, tables

    try:
        return _run(arguments)
    except (preparing.Refused, tables.Unreadable, NotAllowed) as refused:
        print(f"{refused.vi} / {refused.en}", file=sys.stderr)
    except NoSuchRegister as unknown:
        print(f"no register {unknown}", file=sys.stderr)
    return 1


def _run(arguments: argparse.Namespace) -> int:
    from motcua.city.models import Agency
    from motcua.foundation import clock
    from motcua.records.registers.importing import preparing, running
    from motcua.records.registers.importing.models import ImportRun

    by = _actor(arguments.by)
    if arguments.go_on or arguments.take_back:
        known = ImportRun.objects.filter(uuid=arguments.go_on or arguments.take_back).first()
        if known is None:
            print("no such import", file=sys.stderr)
            return 1
        if arguments.take_back:
            if known.state != ImportRun.State.WITHDRAWING:
                known = running.take_back(known, reason=arguments.reason, by=by, at=clock.now())
            running.go_back(known, at=clock.now())
        else:
            running.go_on(known, at=clock.now(), beside=True)
        return _told(known, arguments)
    if arguments.file is None or not arguments.register:
        print("a file and --register are needed", file=sys.stderr)
        return 1
    agency = Agency.objects.filter(key=arguments.agency).first() if arguments.agency else None
    if arguments.agency and agency is None:
        print(f"no agency {arguments.agency}", file=sys.stderr)
        return 1
    made = preparing.upload(
        arguments.register, arguments.file, name=arguments.file.name, agency=agency, by=by, at=clock.now(),
        says=arguments.says, encoding=arguments.encoding, sheet=arguments.sheet,
    )  # fmt: skip
    faults = preparing.choose(made, targets=_targets(made, arguments.map), agreed=arguments.agree)
    how = preparing.layout_of(made)
    print(f"{how.kind} {how.encoding}: {how.evidence_en}")
    for column, target in zip(how.columns, made.targets, strict=True):
        print(f"  {column} -> {target or '-'}")
    for fault in faults:
        print(f"{fault.vi} / {fault.en}", file=sys.stderr)
    if faults:
        return 1
    profile = preparing.look_over(made, at=clock.now())
    print(f"rows {profile.rows}, to be accepted {profile.accepted} (corrected {profile.corrected}, doubtful {profile.doubtful}),"
          f" refused {profile.refused}")  # fmt: skip
    for code, one in profile.classes.items():
        first = one["examples"][0]
        print(f"  {code}: {one['count']}, first in row {first['row']}: {first['raw']!r} {first['en']}")
    for stop in profile.stops:
        print(f"{stop['vi']} / {stop['en']}", file=sys.stderr)
    if profile.stops:
        return 1
    preparing.ask(made, by=by, at=clock.now())
    if not arguments.release_by:
        print(f"import {made.uuid} waits for its release")
        return 2
    preparing.release(made, by=_actor(arguments.release_by), at=clock.now())
    running.go_on(made, at=clock.now(), beside=True)
    return _told(made, arguments)


def _actor(username: str) -> Any:
    from motcua.city import authority
    from motcua.city.models import Account
    from motcua.foundation import clock

    account = Account.objects.filter(username=username).first()
    if account is None:
        raise SystemExit(f"no account {username}")
    return authority.actor_for(account, clock.now())


def _targets(made: Any, said: list[str]) -> list[str]:
    targets = list(made.targets)
    columns = list(made.layout["columns"])
    for one in said:
        heading, _, target = one.partition("=")
        if heading not in columns:
            raise SystemExit(f"no column {heading!r}")
        targets[columns.index(heading)] = target
    return targets


def _told(made: Any, arguments: argparse.Namespace) -> int:
    from motcua.records.registers.importing import reports
    from motcua.records.registers.importing.models import ImportRun

    made.refresh_from_db()
    print(f"import {made.uuid}: {made.state}, rows {made.rows}, accepted {made.accepted}, refused {made.refused},"
          f" withdrawn {made.withdrawn}")  # fmt: skip
    if arguments.report:
        with arguments.report.open("wb") as file:
            for block in reports.blocks(made):
                file.write(block)
    if made.state == ImportRun.State.STOPPED:
        print(f"{made.fault_vi} / {made.fault_en}", file=sys.stderr)
        return 1
    return 0
