"""Numba's compiler with types mypy can follow; imported only where a computation begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code, cached on disk, other threads running beside it."""
    compile_it = cast(Any, njit(cache=True, nogil=True))
    return cast(Callable[P, R], compile_it(function))
