"""Long numbers, plates, house numbers and accounts, also where they are spelt to slip through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiamenkou.engines.privacy.found import Kind

Span = tuple[int, int, Kind]

DIGITS = "0-9〇零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖oO"
BETWEEN = r"[\s\-–—_.·•*/\\,，、~+()（）|]"
LONG = re.compile(rf"[{DIGITS}](?:{BETWEEN}{{0,3}}[{DIGITS}xX]){{6,}}")
"""Seven digits and more: the shortest telephone number without its area has seven."""
QUANTITY = re.compile(r"\s*(?:元|万|亿|千|百|块|平方|平米|公里|米|亩|户|人|吨|度|条|次|%)")
DAY = re.compile(r"20(?:1[5-9]|[2-9]\d)[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])")
LETTERED = re.compile(r"(?=[oO])[oO]+")

PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
    r"[\s\-.·•*]{0,2}[A-Za-z][\s\-.·•*]{0,2}(?:[A-Za-z0-9挂学警港澳][\s\-.·•*]{0,2}){4,5}"
    r"[A-Za-z0-9挂学警港澳]?"
)

COUNT = r"[0-9A-Za-z〇零一二三四五六七八九十百]{1,5}"
UNIT = r"(?:号楼|号院|号|栋|幢|座|单元|室|门牌|弄)"
HOUSE = re.compile(rf"(?:{COUNT}[\s\-–—]{{0,2}}{UNIT}[\s\-–—之]{{0,2}})+(?:{COUNT}室?)?(?![0-9])")
HOUSE_BY_LINES = re.compile(r"(?<![0-9\-])\d{1,3}[-–—#]\d{1,3}[-–—#]\d{2,4}(?![0-9\-])")
NO_HOUSE_BEFORE = re.compile(r"(?:月|[本这下上]月|个月|每月|农历|第)\s*$")
NO_HOUSE_AFTER = re.compile(r"(?:工程|文件|线|令|通知|公告|机|窗|台|桌)")

WHERE = r"(?:微\s*信|薇\s*信|威\s*信|维\s*信|v\s*信|vx|wx|weixin|wechat|扣扣|q\s*q|抖音|快手|微博|网名|昵称)"
ACCOUNT = re.compile(
    rf"(?:加\s*v(?=[\s:是]|\s*[a-z0-9])|{WHERE})\s*(?:号码|昵称|名字|号|名|id|账号)?"
    r"[\s:,=\-]*(?:是|叫|为|:)?[\s:]*[“\"「『@]?([^\s,。;!?、,“”\"」』()]{2,24})",
    re.IGNORECASE,
)
NO_ACCOUNT = re.compile(r"(?:群|公众|小程序|支付|里|上|扫码|缴费|转账|通知|发布|号$|工作)")
MAIL = re.compile(
    r"[\w.+\-]+\s*(?:@|\[at\]|\(at\)|#at#|艾特)\s*[\w\-]+(?:\s*(?:\.|点)\s*[A-Za-z]{2,})+",
    re.IGNORECASE | re.ASCII,
)
HANDLE = re.compile(r"@[\w一-鿿\-]{2,20}")


def numbers(words: str) -> Iterator[Span]:
    """In any order; they may overlap."""
    yield from _long(words)
    yield from ((*one.span(), Kind.PLATE) for one in PLATE.finditer(words))
    yield from _houses(words)
    yield from _accounts(words)


def _long(words: str) -> Iterator[Span]:
    for one in LONG.finditer(words):
        said = one.group()
        if LETTERED.fullmatch(said) or DAY.fullmatch(said) or _is_quantity(words, one):
            continue
        yield *one.span(), Kind.NUMBER


def _is_quantity(words: str, one: re.Match[str]) -> bool:
    """A sum or a length: digits without a break before its unit, and no telephone number."""
    said = one.group().replace(",", "")
    if not said.isdecimal() or re.match(r"1[3-9]\d{9}$|\d{15}$|\d{17,}", said):
        return False
    return bool(QUANTITY.match(words, one.end()))


def _houses(words: str) -> Iterator[Span]:
    yield from ((*one.span(), Kind.HOUSE) for one in HOUSE_BY_LINES.finditer(words))
    for one in HOUSE.finditer(words):
        before, after = words[max(0, one.start() - 4) : one.start()], words[one.end() :]
        only_a_day = one.group().rstrip().endswith("号") and NO_HOUSE_BEFORE.search(before)
        if not only_a_day and not NO_HOUSE_AFTER.match(after):
            yield *one.span(), Kind.HOUSE


def _accounts(words: str) -> Iterator[Span]:
    yield from ((*one.span(), Kind.ACCOUNT) for one in MAIL.finditer(words))
    yield from ((*one.span(), Kind.ACCOUNT) for one in HANDLE.finditer(words))
    for one in ACCOUNT.finditer(words):
        if not NO_ACCOUNT.match(one.group(1)):
            yield *one.span(1), Kind.ACCOUNT
