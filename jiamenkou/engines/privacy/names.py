"""Names of people: those known to belong here, those with a title, those said to be names, and
whatever the dictionary does not know and a surname begins.

Surnames: the 100 most frequent of the Ministry of Public Security's yearly report on names, and
the double surnames still borne.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jieba.posseg

from jiamenkou.engines.privacy.found import Kind
from jiamenkou.engines.privacy.numbers import Span

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵"
    "覃武钱戴严莫孔向汤万俞詹占饶祝洪柯占齐柳查倪鲍裴虞舒纪颜施"
)
DOUBLE = ("欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "东方", "皇甫", "尉迟", "公孙", "令狐")
SURNAME = rf"(?:{'|'.join(DOUBLE)}|[{SURNAMES}])"
HAN = r"[一-鿿]"
APART = r"[\s·•.*_\-]{0,2}"
TITLE = (
    "女士|先生|小姐|同志|大爷|大妈|大娘|大伯|大叔|大嫂|大哥|大姐|奶奶|爷爷|阿姨|叔叔|伯伯|婶婶|婶子|"
    "老人|老伯|老师|师傅|医生|大夫|护士|老板|经理|书记|主任|村长|镇长|乡长|局长|科长|组长|会计|干部|"
    "某某|某|叔|伯|婶|嫂|哥|姐|姨|爷|总|工"
)
SAID = (
    "我叫|名叫|叫做|姓名|本人|我是|联系人|户主|业主|房东|租客|居民|村民|邻居|户|丈夫|妻子|老公|老婆|"
    "爱人|儿子|女儿|儿媳|媳妇|孙子|孙女|父亲|母亲|爸爸|妈妈|同学|患者|反映人|投诉人|负责人|司机"
)
TITLED = re.compile(rf"{SURNAME}{APART}(?:{HAN}{APART}){{0,2}}?(?={TITLE})(?:某某|某)?")
FAMILIAR = re.compile(rf"[老小阿][{SURNAMES}](?![乡镇村街路区庄桥坡塘湾店村家])")
INTRODUCED = re.compile(rf"(?:{SAID})[\s:是叫为]{{0,3}}({SURNAME}{APART}{HAN}(?:{APART}{HAN})?)")
PARTED = re.compile(rf"(?<!{HAN})({SURNAME}[\s·•.*_\-]{{1,2}}{HAN}(?:[\s·•.*_\-]{{0,2}}{HAN})?)(?!{HAN})")
LATIN = re.compile(r"\b[A-Z][a-z]{1,6}\s[A-Z][a-z]{1,10}\b")
PLACE = re.compile(r"^(?:[乡镇村街路区县市庄桥坡塘湾店河山岭]|社区|小学|中学|幼儿园|医院|广场|公园|超市)")
COMMON = 3
"""A word the dictionary counted so often, and not as a name, is a word."""


def names(words: str, known: Iterable[str] = ()) -> Iterator[Span]:
    """In any order; they may overlap."""
    for name in known:
        yield from _known(words, name)
    for one in (*TITLED.finditer(words), *FAMILIAR.finditer(words), *LATIN.finditer(words)):
        yield *one.span(), Kind.NAME
    for pattern in (INTRODUCED, PARTED):
        for one in pattern.finditer(words):
            if not _is_word(one.group(1)):
                yield *one.span(1), Kind.NAME
    yield from _unknown(words)


def _known(words: str, name: str) -> Iterator[Span]:
    """Also with blanks and dots between its characters."""
    letters = [re.escape(one) for one in name if not one.isspace()]
    if len(letters) > 1:
        for one in re.finditer(r"[\s·•.*_\-]{0,2}".join(letters), words, re.IGNORECASE):
            yield *one.span(), Kind.NAME


def _unknown(words: str) -> Iterator[Span]:
    at, pairs = 0, [(one.word, one.flag) for one in _tagger().cut(words)]
    for number, (word, flag) in enumerate(pairs):
        start, at = at, at + len(word)
        after = words[at:]
        if not re.match(SURNAME, word) or PLACE.match(after):
            continue
        if 2 <= len(word) <= 4 and (flag == "nr" or not _is_word(word)) and not _is_place(word, flag):
            yield start, at, Kind.NAME
        elif len(word) == 1 and number + 1 < len(pairs) and _may_be_given(*pairs[number + 1]):
            yield start, at + len(pairs[number + 1][0]), Kind.NAME


def _may_be_given(word: str, flag: str) -> bool:
    return bool(re.fullmatch(rf"{HAN}{{1,2}}", word)) and flag in {"nr", "n", "a", "m", "ns", "nz", "x"}


def _is_place(word: str, flag: str) -> bool:
    return flag in {"ns", "nt", "m", "t"} or bool(re.search(r"[乡镇村街路区县市河山岭桥]$", word))


def _is_word(word: str) -> bool:
    """Whether the dictionary knows it as a word that names nobody."""
    tagger = _tagger()
    squeezed = re.sub(r"[\s·•.*_\-]", "", word)
    counted = jieba.dt.FREQ.get(squeezed, 0)
    return counted >= COMMON and tagger.word_tag_tab.get(squeezed, "") not in {"nr", "nrt", "nrfg"}


@cache
def _tagger() -> Any:
    """Reads the dictionary once: about a second."""
    jieba.posseg.initialize()
    return jieba.posseg.dt
