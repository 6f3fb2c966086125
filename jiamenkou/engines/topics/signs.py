"""A text as counted pieces of two to four signs, each a number: no dictionary of words is needed.

Places and companies are in no dictionary; their pieces are rare, and that is what finds them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.message import Message

SIZES = (2, 3, 4)
BUCKETS = 1 << 22
"""Pieces are numbered by a hash; two of a million share a number once in four."""
READ = 400
"""Signs of a text that are read: what it is about is said by then."""
TITLE = 3
"""A piece counts so often in the title."""
SIGN = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+|[^\sA-Za-z0-9\u3400-\u9fff]+")
WIDE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)})

COMMON = """
请求 希望 反映 咨询 投诉 举报 建议 关于 问题 情况 领导 尊敬 您好 你好 谢谢
感谢 政府 部门 有关 相关 尽快 解决 处理 我们 他们 你们 大家 已经 现在 但是
因为 所以 如果 一直 没有 不能 可以 进行 这个 什么 怎么 为什 是否 强烈 呼吁
居民 市民 群众 百姓 老百 业主 小区 严重 影响 非常 多次 至今 长期 每天 生活
附近 我是 能否 何时 时候 为何 麻烦 回复 答复 落实 整改 督促 给予 支持 关注
书记 市长 区长 局长 县长 城市 地方 工作 人员 时间 以及 导致 造成 存在 需要
要求 不到 这样 还是 就是 一个 不知 知道 如何 家里 本人 今年 去年 目前 当地
单位 公司 社区 街道
"""
_COMMON = frozenset(COMMON.split())


class Pieces(NamedTuple):
    """Different pieces of a message in the order of their numbers, and how often each is there."""

    number: NDArray[np.int64]
    times: NDArray[np.int64]


def pieces(message: Message) -> Pieces:
    """The pieces of a message, its title counted three times."""
    title, text = _numbers(message.title), _numbers(message.text[:READ])
    number, at = np.unique(np.concatenate((title, text)), return_inverse=True)
    weight = np.ones(len(at), dtype=np.int64)
    weight[: len(title)] = TITLE
    return Pieces(number, np.bincount(at, weights=weight, minlength=len(number)).astype(np.int64))


def words_of(text: str) -> list[str]:
    """Signs one by one; a run of letters and digits is one, and whatever parts them is ""."""
    found = SIGN.findall(text.translate(WIDE))
    return [sign if _read(sign) else "" for sign in found]


def _read(sign: str) -> bool:
    return "\u3400" <= sign[0] <= "\u9fff" or (sign[0].isascii() and sign[0].isalnum())


def _numbers(text: str) -> NDArray[np.int64]:
    signs = words_of(text)
    codes = np.fromiter(map(_code, signs), dtype=np.uint64, count=len(signs))
    common = np.fromiter((a + b in _COMMON for a, b in pairwise(signs)), dtype=bool)
    parts = [_rolled(codes, common, size) for size in SIZES if len(codes) >= size]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _code(sign: str) -> int:
    """0 for what parts signs: no piece reaches across it."""
    return ord(sign) if len(sign) == 1 else crc32(sign.lower().encode()) | 1 << 32 if sign else 0


def _rolled(codes: NDArray[np.uint64], common: NDArray[np.bool_], size: int) -> NDArray[np.int64]:
    """Pieces of one size; one that is mostly common words says nothing."""
    many = len(codes) - size + 1
    mixed = np.full(many, size, dtype=np.uint64)
    whole = np.ones(many, dtype=bool)
    for step in range(size):
        part = codes[step : step + many]
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        whole &= part > 0
    for step in range(size - 1):
        whole &= ~common[step : step + many]
    return (mixed[whole] % np.uint64(BUCKETS)).astype(np.int64)
