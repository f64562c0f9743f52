"""The `motcua` command line: one module a command, each with `add` (its arguments) and `run`."""

import argparse
import sys

from motcua.project.commands import (
    api_token,
    check,
    check_definitions,
    demo,
    export,
    generate_workflows,
    import_figures,
    import_procedures,
    import_register,
    make_people,
    match,
    outbox,
    plain_language,
    provider_keys,
    publish,
    read_log,
    registers,
    rotate_keys,
    rules_index,
    schema,
    trial_reform,
    verify_chain,
    worker,
)

COMMANDS = {
    "demo": demo,
    "worker": worker,
    "verify-chain": verify_chain,
    "generate-workflows": generate_workflows,
    "outbox": outbox,
    "import-figures": import_figures,
    "import-procedures": import_procedures,
    "import-register": import_register,
    "make-people": make_people,
    "match": match,
    "api-token": api_token,
    "check": check,
    "check-definitions": check_definitions,
    "export": export,
    "provider-keys": provider_keys,
    "publish": publish,
    "read-log": read_log,
    "registers": registers,
    "rotate-keys": rotate_keys,
    "schema": schema,
    "plain-language": plain_language,
    "rules-index": rules_index,
    "trial-reform": trial_reform,
}


def main(argv: list[str] | None = None) -> int:
    """Run the command that the arguments name; the process's exit code."""
    parser = argparse.ArgumentParser(prog="motcua", description="Một Cửa: one door for a whole city")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        module.add(commands.add_parser(name, help=(module.__doc__ or "").strip().splitlines()[0]))
    arguments = parser.parse_args(argv)
    try:
        return int(COMMANDS[arguments.command].run(arguments) or 0)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
