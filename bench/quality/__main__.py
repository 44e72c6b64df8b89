"""`make quality-report`: a shop is generated with its truth, detectors read its files, and what they find is held against the truth.

The seed is one that nothing was tuned on. Exits with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from pathlib import Path

from bench.quality.measures import lines
from bench.quality.sections import SECTIONS
from bench.quality.shops import generated
from data_gen.config import PROFILES, SIZES, Config

AS_OF = datetime.date(2026, 10, 14)
SEED = 201


def main(given: list[str] | None = None) -> int:
    """Generate, run the sections, print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--profile", choices=PROFILES, default="normal")
    parser.add_argument("--section", choices=SECTIONS, action="append", help="Only this section; repeat for several.")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table.")
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="tallyroom-quality-") as folder:
        shop = generated(Config(asked.seed, SIZES[asked.size], AS_OF, asked.profile, flaws=asked.profile != "plain"), Path(folder))
        report = {name: SECTIONS[name](shop) for name in asked.section or SECTIONS}
    about = {"seed": asked.seed, "size": asked.size, "profile": asked.profile, "as_of": AS_OF.isoformat()}
    if asked.json:
        print(json.dumps(about | {name: [one.as_json() for one in measures] for name, measures in report.items()}, indent=1))
    else:
        print(", ".join(f"{name} {value}" for name, value in about.items()))
        print("\n".join(line for name, measures in report.items() for line in lines(name, measures)))
    return int(any(measure.held is False for measures in report.values() for measure in measures))


if __name__ == "__main__":
    sys.exit(main())
