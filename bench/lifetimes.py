"""How long the models of buying take to fit: `python -m bench.lifetimes`. The bar is 5 s for 100,000 customers with MBG/NBD."""

from __future__ import annotations

import argparse
import time

import numpy

from analytics.clv.histories import Histories
from analytics.clv.purchases import FAMILIES, fit_purchases

VALUES = numpy.array([0.6, 60.0, 0.8, 2.5])
DAYS = 730


def main(given: list[str] | None = None) -> None:
    """Invent customers in whole days, as a log has them, and fit each model."""
    parser = argparse.ArgumentParser(prog="python -m bench.lifetimes", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    asked = parser.parse_args(given)
    for name, family in FAMILIES.items():
        random = numpy.random.default_rng(1)
        ages = numpy.floor(random.uniform(1, DAYS, asked.customers))
        repeats, last, _ = family.drawn(VALUES, ages, 0.0, random)
        histories = Histories(repeats, numpy.floor(last), ages, numpy.ones(asked.customers))
        began, worked = time.perf_counter(), time.process_time()
        fitted = fit_purchases(histories, family)
        took, used = time.perf_counter() - began, time.process_time() - worked
        found = ", ".join(f"{parameter} {value:.3f}" for parameter, value in fitted.parameters.items())
        print(f"{name:<12}{asked.customers:>9,} customers{took:>8.2f} s ({used:.2f} s of processor)   {found}")


if __name__ == "__main__":
    main()
