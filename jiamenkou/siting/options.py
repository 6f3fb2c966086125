"""The options of `jiamenkou plan`; imports nothing heavy, as every command waits for it."""

from __future__ import annotations

import argparse
from pathlib import Path

GOALS = ("walk", "cover", "fewest", "farthest", "budget")


def add_plan_options(parser: argparse.ArgumentParser) -> None:
    """Everything `jiamenkou plan` can be told; `siting/command.py` acts on it."""
    _add_files(parser.add_argument_group("what there is"))
    _add_walks(parser.add_argument_group("how people walk"))
    _add_rules(parser.add_argument_group("what is wanted"))
    _add_run(parser.add_argument_group("how long and how"))


def _add_files(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--demand", type=Path, required=True, metavar="FILE",
        help="where people live: csv, xlsx, GeoPackage or GeoJSON",
    )  # fmt: skip
    group.add_argument(
        "--sites", type=Path, required=True, metavar="FILE", nargs="+", action="extend",
        help="where a centre could stand; several files are joined",
    )  # fmt: skip
    group.add_argument(
        "--existing", metavar="COLUMN|FILE",
        help="centres standing today: a yes/no column of --sites, or a file of their own",
    )  # fmt: skip
    group.add_argument(
        "--may-close", action="store_true", help="centres standing today may be closed"
    )
    group.add_argument(
        "--columns", default="", metavar="demand.people=HEADER,sites.cost=HEADER,…",
        help="which column is which, where guessing is wrong",
    )  # fmt: skip
    group.add_argument(
        "--crs", default="wgs84", metavar="CRS|demand=CRS,sites=CRS",
        help="what the degrees are in: wgs84 (default), gcj02 or bd09",
    )  # fmt: skip

    group.add_argument(
        "--by", metavar="COLUMN",
        help="plan a province county by county: the column, in --demand and in every file of "
        "--sites, that names the county; a folder a county and a summary are written",
    )  # fmt: skip


def _add_walks(group: argparse._ArgumentGroup) -> None:
    how = group.add_mutually_exclusive_group()
    how.add_argument(
        "--network", type=Path, metavar="FILE.osm.pbf", help="walk along the streets of this map"
    )
    how.add_argument(
        "--detour", type=float, default=1.3, metavar="FACTOR",
        help="walk straight lines times this factor (default 1.3)",
    )  # fmt: skip
    group.add_argument(
        "--limit-metres", type=int, default=3000, metavar="M",
        help="nobody walks farther; who would have to counts as this (default 3000)",
    )  # fmt: skip
    group.add_argument(
        "--most", type=int, metavar="K",
        help="sites kept for each demand point, the nearest (default: all, memory permitting)",
    )  # fmt: skip
    group.add_argument(
        "--snap-metres", type=int, default=500, metavar="M",
        help="how far from a street a point may be (default 500)",
    )  # fmt: skip


def _add_rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--number", type=int, metavar="N",
        help="exactly so many centres in all; with --by every county gets one (or what it keeps), "
        "each further one goes where there are most people a centre",
    )  # fmt: skip
    group.add_argument(
        "--budget", type=int, metavar="YUAN",
        help="what the plan may cost; with --by shared in proportion to people",
    )  # fmt: skip
    group.add_argument(
        "--radius", type=int, metavar="M",
        help="the walk called near; alone: the fewest centres with everybody within it",
    )  # fmt: skip
    group.add_argument(
        "--goal", choices=GOALS,
        help="walk: least walking; cover: most people within the radius; fewest centres; "
        "farthest: shortest longest walk; budget: least walking for the money",
    )  # fmt: skip
    group.add_argument(
        "--capacity", action="store_true",
        help="hold every site to the people in its capacity column (with --number)",
    )  # fmt: skip
    group.add_argument(
        "--far-metres", type=int, default=1000, metavar="M",
        help="with --budget and --radius: metres charged for each person beyond it (default 1000)",
    )  # fmt: skip


def _add_run(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--seconds", type=float, default=60.0,
        help="time to plan in (default 60); with --by for each county",
    )  # fmt: skip
    group.add_argument(
        "--gap", type=float, default=0.001, help="good enough: this share from the best (0.001)"
    )
    group.add_argument("--seed", type=int, default=1, help="the same seed, the same plan")
    group.add_argument(
        "--frontier", action=argparse.BooleanOptionalAction, default=True,
        help="also plan for more and for fewer, in at most --seconds more",
    )  # fmt: skip
    group.add_argument(
        "--dask", metavar="ADDRESS",
        help="with --by: counties are tasks on the Dask cluster whose scheduler is there, such as "
        "tcp://10.0.0.1:8786; the same answer, sooner",
    )  # fmt: skip
    group.add_argument("--title", default="", help="heading of the report")
    group.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="language of messages and files"
    )
    group.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER",
        help="where plan.xlsx, plan.geojson and plan.html go",
    )  # fmt: skip
