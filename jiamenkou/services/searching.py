"""Services found by what people type: names, other words for them, pinyin, initials, sentences.

A catalogue is some hundreds of items whose words are short, so a sentence is cut into all its
pieces of two characters, without a dictionary: 给孩子上户口怎么办 shares 户口 and 上户 with the
words of an item. The database finds items that share a piece, by an index; a piece that few items
have weighs more.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from jiamenkou.places.spelling import spelled
from jiamenkou.services.models import ServiceItem

MOST = 50
LONGEST_QUERY = 60
LATIN = re.compile(r"[a-z0-9]+")
HAN = re.compile(r"[㐀-鿿]+")
EMPTY_PIECES = frozenset(
    {
        *("怎么", "么办", "如何", "哪里", "里办", "需要", "要什", "什么", "么材", "我要", "我想"),
        *("想办", "办理", "请问", "可以", "以办", "一下", "申请", "服务", "登记"),
        *("of", "the", "for", "to", "how", "an", "and", "in", "my"),
    }
)
"""Pieces that nearly every question or item has; alone they find nothing better than chance."""


def tokens_of(words: Iterable[str]) -> list[str]:
    """Pieces of words, each pair of Chinese characters and each Latin word; and how they spell."""
    found = set()
    for one in words:
        found |= {*pieces(one), *(spelt for spelt in spelled(one) if len(spelt) > 1)}
    return sorted(found)


def pieces(words: str) -> list[str]:
    """In order, doubles kept."""
    plain = _plain(words)
    found = []
    for run in HAN.findall(plain):
        found += [run] if len(run) == 1 else [run[n : n + 2] for n in range(len(run) - 1)]
    return found + LATIN.findall(plain)


def search(query: str, *, day: datetime.date) -> list[ServiceItem]:
    """The items of the day that answer the query, the best first; two queries."""
    asked = _plain(query)[:LONGEST_QUERY]
    if not asked:
        return []
    wanted = set(pieces(asked))
    items = ServiceItem.objects.in_force(day).select_related("category__parent")
    spelt = "".join(LATIN.findall(asked)) if not HAN.search(asked) else ""
    found = list(items.filter(tokens__overlap=list(wanted)))
    if spelt:
        known = {item.pk for item in found}
        found += [one for one in items if one.pk not in known and _spells(one, spelt)]
    weights = _weights(found, wanted)
    scored = [(score, one) for one in found if (score := _score(one, asked, spelt, weights)) > 0]
    scored.sort(key=lambda pair: (-pair[0], pair[1].position, pair[1].pk))
    return [one for _score_of, one in scored[:MOST]]


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().lower()


def _spells(item: ServiceItem, spelt: str) -> bool:
    return len(spelt) > 1 and (spelt in item.name_pinyin or spelt in item.name_initials)


def _weights(found: list[ServiceItem], wanted: set[str]) -> dict[str, float]:
    having = Counter(piece for item in found for piece in wanted.intersection(item.tokens))
    full = len(found) + 1
    return {
        piece: (0.05 if piece in EMPTY_PIECES else 1.0) * math.log(1 + full / count)
        for piece, count in having.items()
    }


def _score(item: ServiceItem, asked: str, spelt: str, weights: dict[str, float]) -> float:
    """Pieces shared, and much more for a whole name or word of the item in the question."""
    score = sum(weights.get(piece, 0.0) for piece in item.tokens)
    names = [_plain(item.name), _plain(item.name_en), *map(_plain, item.also)]
    if asked in names:
        score += 100
    elif any(asked in name for name in names):
        score += 40
    # An everyday word inside a sentence says more the longer it is.
    score += 4 * max((len(name) for name in names if len(name) > 1 and name in asked), default=0)
    if spelt:
        score += _spelling_score(item, spelt)
    return score


def _spelling_score(item: ServiceItem, spelt: str) -> float:
    if spelt in {item.name_pinyin, item.name_initials}:
        return 60
    if spelt in item.tokens:
        return 50
    if item.name_pinyin.startswith(spelt) or item.name_initials.startswith(spelt):
        return 30
    return 10 if _spells(item, spelt) else 0
