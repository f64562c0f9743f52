"""`python -m motcua`: the command line of the installation."""

from motcua.project.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
