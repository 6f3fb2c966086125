"""Topics, duplicates and categories of a file of messages, as JSON lines.

    python -m benchmarks.topics FILE.csv
    python -m benchmarks.topics FILE.csv --many 0        without the 100,000

Columns id, user, title, text, time, and optional label, supporters, place; or the Chinese names a
message board exports. One line says how well categories are learnt (macro-F1 of five folds, a text
said twice in one fold), one each group that says the same, one each topic, the hottest first, and
the last how long `--many` messages take: the file again and again, each time other people, other
days and 3 % of signs changed. `place_ms` is one more message into the index that is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from benchmarks.topics.read import Row, Unreadable, rows_of
from jiamenkou.engines.topics import (
    Index,
    Labelled,
    Message,
    Problem,
    Topic,
    crossed,
    macro_f1,
    solve,
)

PLACED = 200
"""Messages put into the index one by one."""


def main() -> None:
    """Read, then one line for each thing found."""
    asked = _arguments()
    try:
        rows = rows_of(Path(asked.file).read_bytes())
    except (OSError, Unreadable) as refused:
        raise SystemExit(f"{asked.file}: {refused}") from refused
    messages = tuple(row.message for row in rows)
    for line in (*learnt(rows, asked.seed), *found(messages, asked.least), *many(messages, asked)):
        print(json.dumps(line, ensure_ascii=False, default=str), flush=True)


def learnt(rows: Sequence[Row], seed: int) -> Iterable[Mapping[str, object]]:
    """How well categories are learnt, where there are labels."""
    examples = [
        Labelled(title=row.message.title, text=row.message.text, label=row.label)
        for row in rows
        if row.label
    ]
    if len({each.label for each in examples}) > 1:
        began = perf_counter()
        called = crossed(examples, seed=seed)
        score = macro_f1([each.label for each in examples], called)
        yield {
            "macro_f1": round(score, 4),
            "folds": 5,
            "labelled": len(examples),
            "labels": len({each.label for each in examples}),
            "seed": seed,
            "seconds": round(perf_counter() - began, 2),
        }


def found(messages: tuple[Message, ...], least: int) -> Iterable[Mapping[str, object]]:
    """Groups that say the same, then topics."""
    began = perf_counter()
    plan = solve(Problem(messages=messages, least_people=least))
    seconds = perf_counter() - began
    yield from ({"duplicates": list(group)} for group in plan.duplicates)
    yield from (_line(topic) for topic in plan.topics)
    yield {"messages": len(messages), "topics": len(plan.topics), "seconds": round(seconds, 2)}


def many(
    messages: tuple[Message, ...], asked: argparse.Namespace
) -> Iterable[Mapping[str, object]]:
    """How long so many take, and one more after them."""
    if not asked.many or not messages:
        return
    copies = list(islice(_noisy(messages, asked.seed), asked.many + PLACED))
    problem = Problem(messages=tuple(copies[: asked.many]), least_people=asked.least)
    began = perf_counter()
    plan = solve(problem)
    solved = perf_counter()
    index = Index(problem, plan)
    kept = perf_counter()
    took = [_took(index, message) for message in copies[asked.many :]]
    yield {
        "messages": asked.many,
        "seconds": round(solved - began, 2),
        "index_seconds": round(kept - solved, 2),
        "place_ms": round(median(took), 2),
        "place_ms_p95": round(quantiles(took, n=20)[-1], 2),
        "place_ms_slowest": round(max(took), 2),
        "topics": len(plan.topics),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seed": asked.seed,
    }


def _line(topic: Topic) -> dict[str, object]:
    line = asdict(topic)
    return {"topic": line.pop("key"), **line}


def _took(index: Index, message: Message) -> float:
    began = perf_counter()
    index.place(message)
    return (perf_counter() - began) * 1000


def _noisy(messages: Sequence[Message], seed: int) -> Iterable[Message]:
    chance = random.Random(seed)
    signs = sorted({sign for message in messages for sign in message.text if sign > "\u3400"})
    for number, message in enumerate(cycle(messages)):
        yield replace(
            message,
            id=f"{number}",
            user=f"{message.user}-{number // len(messages)}",
            title=_changed(message.title, signs, chance),
            text=_changed(message.text, signs, chance),
            at=message.at + timedelta(days=chance.uniform(-90, 90)),
        )


def _changed(text: str, signs: Sequence[str], chance: random.Random) -> str:
    return (
        "".join(
            sign if chance.random() > 0.03 else chance.choice((chance.choice(signs), ""))
            for sign in text
        )
        or text
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--many", type=int, default=100_000, help="messages of the long run")
    parser.add_argument("--least", type=int, default=3, help="people behind a topic")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
