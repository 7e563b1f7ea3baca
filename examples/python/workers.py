#!/usr/bin/env python3
"""Many products in many scenarios over several processes with Dask, and the same bytes as in one.

    python3 examples/python/workers.py [N_WORKERS]

Needs Debian's python3-dask and python3-distributed. The model is sent to each worker once; a task is
one product and some of the scenarios. A task that fails raises here what it would raise alone, and
those of a worker that dies are done by another.
"""
import logging
import pathlib
import sys
from typing import List, Sequence, Tuple

from distributed import Client, LocalCluster

import lode

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def losses(model: lode.Model, product: str, scenarios: Sequence[str]) -> str:
    """What the scenarios do to a product, as CSV."""
    logging.getLogger("lode").setLevel(logging.ERROR)  # not every scenario reaches every product
    return model.compile(product).scenario(scenario=scenarios).to_csv() or ""


def joined(parts: Sequence[str]) -> str:
    """One table of several: the heading of the first, the rows of all."""
    head = parts[0].partition("\n")[0] + "\n"
    return head + "".join(part[len(head):] for part in parts)


def main(n_workers: int) -> None:
    logging.getLogger("lode").setLevel(logging.ERROR)
    model = lode.read(*(DATA / f"{name}.lode.xml" for name in ("reference", "products", "scenarios")))
    scenarios = model.scenarios
    tasks: List[Tuple[str, Sequence[str]]] = [
        (product, scenarios[first:first + 3])
        for product in model.products for first in range(0, len(scenarios), 3)]
    with LocalCluster(n_workers=n_workers, threads_per_worker=1, processes=True,
                      dashboard_address=None, host="127.0.0.1") as cluster, Client(cluster) as client:
        everywhere = client.scatter(model, broadcast=True)
        parts = client.gather([client.submit(losses, everywhere, *task) for task in tasks])
    spread, alone = joined(parts), joined([losses(model, *task) for task in tasks])
    print(f"{len(model.products)} products in {len(scenarios)} scenarios: {len(tasks)} tasks on "
          f"{n_workers} processes, {len(spread.splitlines()) - 1} rows, "
          f"{'the same bytes as in one' if spread == alone else 'NOT WHAT ONE PROCESS GIVES'}")
    sys.exit(spread != alone)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
