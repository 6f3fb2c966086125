"""What a whole province may have, shared among its counties by people."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import accumulate, pairwise


def share_number(
    number: int, people: Sequence[int], least: Sequence[int], most: Sequence[int]
) -> list[int]:
    """Whole centres: each county its least, then one by one to the most people a centre.

    `number` lies between the sums of `least` (1 or more each) and `most`; ties go to the first.
    """
    given = list(least)
    waiting = [(-people[i] / given[i], i) for i in range(len(people)) if given[i] < most[i]]
    heapq.heapify(waiting)
    for _centre in range(number - sum(given)):
        _crowd, i = heapq.heappop(waiting)
        given[i] += 1
        if given[i] < most[i]:
            heapq.heappush(waiting, (-people[i] / given[i], i))
    return given


def share_budget(budget: int, people: Sequence[int]) -> list[int]:
    """Whole yuan in proportion to people, never off by more than one, together the budget."""
    whole = max(sum(people), 1)
    running = [0, *(budget * so_far // whole for so_far in accumulate(people))]
    return [after - before for before, after in pairwise(running)]
