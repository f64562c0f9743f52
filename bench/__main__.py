"""`python -m bench`: every measurement, one after the other."""

from bench import dossiers, money, population, registers, workflows

if __name__ == "__main__":
    raise SystemExit(
        dossiers.main() or workflows.main() or registers.main() or population.main() or money.main([])
    )
