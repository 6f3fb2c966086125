"""Which category does a message belong to? Learnt from messages that people have labelled.

Pieces of one and two signs of title and text apart, of up to three of both, weighed by sublinear
TF-IDF; a linear machine for each category with squared hinge loss (one against the rest), found by
L-BFGS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.phrases import is_common
from jiamenkou.engines.topics.signs import words_of

COST = 5.0
"""Of a message on the wrong side: the machine's only dial."""
BALANCE = 0.5
"""0: every message weighs the same, 1: every category does."""
BIAS = 0.3
TOLD = 5
NUMBERED = re.compile(r"[A-Za-z]+\d*(?=[省市区县])|\d+")


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A message and the category a person gave it."""

    title: str
    text: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A category; `score` 0 to 1 is how sure, all together 1; `phrases` decided."""

    label: str
    score: float
    phrases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Classifier:
    """`number` of each piece (t: title, x: text, b: both); `weights` (labels, pieces + 1)."""

    labels: tuple[str, ...]
    number: dict[str, int]
    worth: NDArray[np.float64]
    weights: NDArray[np.float64]


def train(examples: Sequence[Labelled]) -> Classifier:
    """Learn from labelled messages; ValueError unless there are two categories or more."""
    labels = tuple(sorted({each.label for each in examples}))
    if len(labels) < 2:
        raise ValueError("label: expected messages of two categories or more")
    counted = [_counted(each.title, each.text) for each in examples]
    shared = Counter(piece for count in counted for piece in count)
    number = {piece: at for at, piece in enumerate(sorted(p for p in shared if shared[p] > 1))}
    many = len(examples)
    worth = np.array([log((1 + many) / (1 + shared[piece])) + 1 for piece in number])
    table = _table([_row(count, number, worth) for count in counted], len(number))
    given = np.array([labels.index(each.label) for each in examples])
    size = np.bincount(given)
    weights = [
        _machine(
            table, np.where(given == at, 1.0, -1.0), COST * (size.mean() / size[at]) ** BALANCE
        )
        for at in range(len(labels))
    ]
    return Classifier(labels=labels, number=number, worth=worth, weights=np.array(weights))


def suggest(classifier: Classifier, *, title: str, text: str) -> tuple[Suggestion, ...]:
    """Every category with its score, the surest first."""
    count = _counted(title, text)
    numbers, values = _row(count, classifier.number, classifier.worth)
    parts = classifier.weights[:, numbers] * values
    margin = parts[:, :-1].sum(axis=1) + parts[:, -1]
    share = np.exp(3 * (margin - margin.max()))
    share /= share.sum()
    names = [piece for piece in count if piece in classifier.number]
    return tuple(
        Suggestion(
            label=classifier.labels[at], score=float(share[at]), phrases=_deciding(names, parts[at])
        )
        for at in np.argsort(-margin, kind="stable").tolist()
    )


def _counted(title: str, text: str) -> Counter[str]:
    """How often each piece is there, without numbers and lettered places."""
    parts = {"t:": (title, 2), "x:": (text, 2), "b:": (f"{title}\n{text}", 3)}
    return Counter(
        mark + piece for mark, (part, longest) in parts.items() for piece in _pieces(part, longest)
    )


def _pieces(part: str, longest: int) -> Iterator[str]:
    signs = words_of(NUMBERED.sub("", part))
    for size in range(1, longest + 1):
        for at in range(len(signs) - size + 1):
            piece = signs[at : at + size]
            if all(piece):
                yield "".join(piece)


def _row(
    count: Counter[str], number: dict[str, int], worth: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers and values; title, text and both are of one length, the last is the bias."""
    known = [piece for piece in count if piece in number]
    numbers = np.array([*(number[piece] for piece in known), len(number)], dtype=np.int64)
    values = np.array([(1 + log(count[piece])) * worth[number[piece]] for piece in known])
    mark = np.array([piece[0] for piece in known])
    for part in (mark == one for one in "txb"):
        length = sqrt(3 * float((values[part] ** 2).sum()))
        values[part] /= length or 1.0
    return numbers, np.append(values, BIAS)


def _table(rows: Sequence[tuple[NDArray[np.int64], NDArray[np.float64]]], pieces: int) -> Any:
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
    numbers = np.concatenate([numbers for numbers, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_array((values, numbers, ends), shape=(len(rows), pieces + 1))


def _machine(table: Any, side: NDArray[np.float64], cost: float) -> NDArray[np.float64]:
    """Weights that part one category from the rest: least |w|² + cost · Σ max(0, 1 - side·w)²."""
    from scipy.optimize import minimize

    turned = table.T.tocsr()

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        short = np.maximum(0.0, 1 - side * (table @ weights))
        value = (weights @ weights + cost * (short @ short)) / 2
        return float(value), weights - cost * (turned @ (side * short))

    begin = np.zeros(table.shape[1])
    found = minimize(
        loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 100, "ftol": 1e-5}
    )
    return np.asarray(found.x)


def _deciding(names: Sequence[str], parts: NDArray[np.float64]) -> tuple[str, ...]:
    """The pieces of two or three signs that spoke most for a category."""
    spoke: dict[str, float] = {}
    for name, part in zip(names, parts, strict=False):
        if len(name) > 3 and name[0] == "b" and not is_common(name[2:]):
            spoke[name[2:]] = spoke.get(name[2:], 0.0) + float(part)
    best = sorted(spoke, key=lambda piece: (-spoke[piece], piece))[:TOLD]
    return tuple(piece for piece in best if spoke[piece] > 0)


def folds_of(examples: Sequence[Labelled], *, folds: int = 5, seed: int = 1) -> list[int]:
    """A fold for each example: categories spread evenly, a text said twice in one fold."""
    groups: dict[str, list[int]] = {}
    for at, each in enumerate(examples):
        groups.setdefault("".join(words_of(each.text or each.title)), []).append(at)
    order = np.random.default_rng(seed).permutation(len(groups))
    members, fold = list(groups.values()), [0] * len(examples)
    given: Counter[str] = Counter()
    for group in (members[at] for at in order.tolist()):
        label = examples[group[0]].label
        for at in group:
            fold[at] = given[label] % folds
        given[label] += len(group)
    return fold


def macro_f1(given: Sequence[str], suggested: Sequence[str]) -> float:
    """Mean over the categories of 2 · right / (given + suggested)."""
    right = Counter(one for one, other in zip(given, suggested, strict=True) if one == other)
    both = Counter(given) + Counter(suggested)
    return sum(2 * right[label] / both[label] for label in set(given)) / len(set(given))


def crossed(examples: Sequence[Labelled], *, folds: int = 5, seed: int = 1) -> list[str]:
    """What each example is called by a classifier that has not seen its fold."""
    fold = folds_of(examples, folds=folds, seed=seed)
    called = [""] * len(examples)
    for number in range(folds):
        known = [each for at, each in enumerate(examples) if fold[at] != number]
        classifier = train(known)
        for at, each in enumerate(examples):
            if fold[at] == number:
                called[at] = suggest(classifier, title=each.title, text=each.text)[0].label
    return called
