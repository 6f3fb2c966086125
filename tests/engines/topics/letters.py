"""Invented letters of an invented town: four things many people say, and much else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from jiamenkou.engines.topics import Message

START = datetime(2026, 3, 1, 8, 0)  # noqa: DTZ001  a file knows no zone

MIXER = (
    (
        "青禾里小区旁边的搅拌站半夜还在响",
        "搅拌站的罐车一辆接一辆, 青禾里小区的老人孩子整夜睡不着。",
    ),
    ("搅拌站灰尘太大了", "我住青禾里小区三栋, 窗台上全是搅拌站飘来的水泥灰, 晾不了衣服。"),
    ("青禾里小区搅拌站扰民", "每晚十一点以后搅拌站开工, 噪音和粉尘都受不了。"),
    ("请管管青禾里的搅拌站", "搅拌站离青禾里小区不到五十米, 环评是怎么过的?"),
    ("搅拌站什么时候搬走", "去年就说青禾里小区门口的搅拌站要搬, 到今天还在生产。"),
)
ROAD = (
    ("柳塘幼儿园门前的路烂了半年", "柳塘幼儿园门口五十米坑坑洼洼, 下雨天孩子摔了好几个。"),
    ("柳塘幼儿园门口坑太深", "电动车在柳塘幼儿园门前的坑里翻了, 什么时候修路?"),
    ("接孩子的路没法走", "柳塘幼儿园门前那段路坑洼积水, 家长接送很不方便。"),
    ("修一修柳塘幼儿园门前的路", "破损的路面已经半年, 柳塘幼儿园的家长都盼着修。"),
)
BUS = (
    ("旅游专线206路周末挤不上", "云帆古渡的206路专线一小时一班, 游客和村民都挤不上车。"),
    ("云帆古渡206路能不能加班次", "节假日去云帆古渡只有206路, 等了两个钟头。"),
    ("206路班次太少", "住在云帆古渡的人上班全靠206路, 末班车五点半就没了。"),
    ("希望206路延长末班车", "云帆古渡206路末班太早, 景区下班的人回不了家。"),
)
LIFT = (
    ("锦棠苑七栋电梯又困人了", "锦棠苑七栋的电梯这个月坏了四次, 老人爬十八楼。"),
    ("锦棠苑电梯没人修", "电梯停了一周, 物业说锦棠苑的维修资金批不下来。"),
    ("锦棠苑七栋的电梯太吓人", "昨天锦棠苑电梯从九楼滑到六楼, 里面有小孩。"),
)
OTHER = (
    ("医保卡换了新号报销不了", "在外地住院的发票怎样寄回来办手续?"),
    ("公园里的健身器材断了把手", "铁栏杆生锈, 翠屏公园晨练的人容易划伤。"),
    ("老年大学书法班名额", "外婆想学书法, 秋季班几时开始报名?"),
    ("路灯不亮", "石桥巷第三盏灯坏了, 夜里漆黑。"),
    ("噪音", "楼下广场舞音响开到晚上十点。"),
    ("菜市场缺斤少两", "丰年菜市场卖鱼的摊位秤不准。"),
    ("水压太低", "梧桐岭高层早晚洗不了澡。"),
    ("结婚登记要带什么", "双方户口都在外省, 能在这里领证吗?"),
)


def letters() -> tuple[Message, ...]:
    """All of them, each from another person, a day apart within a topic."""
    return tuple(
        letter(f"{name}{at}", title=title, text=text, day=3 * at + number)
        for number, (name, said) in enumerate(HOT.items())
        for at, (title, text) in enumerate(said)
    ) + tuple(
        letter(f"other{at}", title=title, text=text, day=2 * at)
        for at, (title, text) in enumerate(OTHER)
    )


HOT = {"mixer": MIXER, "road": ROAD, "bus": BUS, "lift": LIFT}


def letter(name: str, *, title: str, text: str = "", day: int = 0, user: str = "") -> Message:
    """One letter."""
    at = START + timedelta(days=day)
    return Message(id=name, user=user or f"u-{name}", title=title, text=text, at=at)


def again(message: Message, name: str, **changed: object) -> Message:
    """The same words under another id, an hour later."""
    later = replace(message, id=name, user=f"u-{name}", at=message.at + timedelta(hours=1))
    return replace(later, **changed)  # type: ignore[arg-type]


def names(*groups: tuple[str, ...]) -> set[frozenset[str]]:
    """Groups without their order."""
    return {frozenset(group) for group in groups}


def hot_ids() -> set[frozenset[str]]:
    """What should be found."""
    return {frozenset(f"{name}{at}" for at in range(len(said))) for name, said in HOT.items()}
