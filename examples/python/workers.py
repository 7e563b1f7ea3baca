#!/usr/bin/env python3
"""Many products over several processes with Dask, and the same bytes as in one.

    python3 examples/python/workers.py [N_WORKERS]

Needs Debian's python3-dask and python3-distributed. A model is sent to each worker once; a task is
some of its products. All that a row says depends on its own product alone, so the parts are put
together in the order of the ids.
"""
import pathlib
import sys
from typing import List, Sequence

from distributed import Client, LocalCluster

import lode

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def coalitions(model: lode.Model, products: Sequence[str]) -> str:
    """Every smallest set of countries that can stop one of the products, as CSV."""
    return model.compile(products).coalitions().to_csv()


def joined(parts: Sequence[str]) -> str:
    """One table of several: the heading of the first, the rows of all."""
    head = parts[0].partition("\n")[0] + "\n"
    return head + "".join(part[len(head):] for part in parts)


def main(n_workers: int) -> None:
    model = lode.read(DATA / "reference.lode.xml", DATA / "products.lode.xml")
    products = model.compile().products
    shards: List[List[str]] = [products[k:k + 2] for k in range(0, len(products), 2)]
    with LocalCluster(n_workers=n_workers, threads_per_worker=1, processes=True,
                      dashboard_address=None, host="127.0.0.1") as cluster, Client(cluster) as client:
        everywhere = client.scatter(model, broadcast=True)
        parts = client.gather([client.submit(coalitions, everywhere, shard) for shard in shards])
    spread, alone = joined(parts), coalitions(model, products)
    print(f"{len(products)} products in {len(shards)} tasks on {n_workers} processes: "
          f"{len(spread.splitlines()) - 1} rows, "
          f"{'the same bytes as in one' if spread == alone else 'NOT WHAT ONE PROCESS GIVES'}")
    sys.exit(spread != alone)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
