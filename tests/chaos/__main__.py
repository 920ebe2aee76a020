"""`make chaos`: breaks everything under load, then checks that nothing was lost."""

import argparse
import os
import sys

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2, help="how often each fault comes")
    parser.add_argument("--rate", type=float, default=8.0, help="submissions a second")
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--shorten", action="store_true", help="end all waits by hand at healing")
    parser.add_argument("--no-designs", action="store_true", help="without the comparison")
    asked = parser.parse_args()
    from tests.chaos import report  # noqa: PLC0415 (Django is ready only now)
    from tests.chaos.comparison import DESIGNS, compare  # noqa: PLC0415
    from tests.chaos.run import run  # noqa: PLC0415

    results = [
        run(
            each, count=asked.submissions, seed=asked.seed, rounds=asked.rounds, rate=asked.rate,
            shorten=asked.shorten, say=_say,
        )
        for each in asked.database or ["sqlite", "postgres"]
    ]  # fmt: skip
    compared = [
        compare(
            each, count=asked.submissions, seed=asked.seed, rounds=asked.rounds, rate=asked.rate,
            say=_say,
        )
        for each in (() if asked.no_designs else DESIGNS)
    ]  # fmt: skip
    text = report.table(results, compared)
    print(text)  # noqa: T201
    report.write(text)
    sys.exit(any(faults for each in results for faults in each.broken.values()))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()
