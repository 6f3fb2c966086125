"""What people write to slip through: nothing of it may stand in what everybody reads."""

import pytest

from jiamenkou.engines.privacy import Kind, cleared, found_in

HIDDEN = [
    ("请打13800138000找我", "13800138000"),
    ("电话 138 0013 8000", "8000"),
    ("电话138-0013-8000。", "0013"),
    ("电话１３８００１３８０００", "３８００"),
    ("电话一三八零零一三八零零零", "三八零零"),
    ("电话幺三八洞洞幺三八洞洞洞", "三八洞"),
    ("①③⑧⓪⓪①③⑧⓪⓪⓪", "③⑧"),
    ("1​3​8​0​0​1​3​8​0​0​0", "8​0"),
    ("138.0013.8000", "0013"),
    ("138oo138ooo", "138oo"),
    ("座机0793-8300123", "8300123"),
    ("本地8300123", "8300123"),
    ("身份证11010519491231002X", "19491231"),
    ("身份证 110105 19491231 002X", "19491231"),
    ("卡号6222 0000 0000 0000 000", "6222"),
    ("QQ是12345678", "12345678"),
    ("车赣E12345挡路", "E12345"),
    ("车赣E·12345挡路", "12345"),
    ("车 赣 e 1 2 3 4 5 挡路", "2 3 4"),
    ("新能源赣ED12345", "D12345"),
    ("住3栋2单元501室", "501"),
    ("住三栋二单元五零一", "五零一"),
    ("朝阳路12号门口积水", "12号"),
    ("住 3-2-501 楼下漏水", "501"),
    ("幸福小区5号楼", "5号楼"),
    ("住12号502室", "502"),
    ("加我微信：jiamen_kou88", "jiamen_kou88"),
    ("微信号jiamenkou88", "jiamenkou88"),
    ("薇信 jiamenkou88", "jiamenkou88"),
    ("vx:jiamenkou88", "jiamenkou88"),
    ("加V jiamenkou88", "jiamenkou88"),
    ("微信名叫春暖花开", "春暖花开"),
    ("@春暖花开 看一下", "春暖花开"),
    ("邮箱 zhang@example.com", "zhang@"),
    ("邮箱 zhang[at]example点com", "example"),
    ("张三家门口堆垃圾", "张三"),
    ("我叫李四，灯坏了", "李四"),
    ("我是王五", "王五"),
    ("邻居赵六养狗", "赵六"),
    ("找张建国书记", "张建国"),
    ("欧阳建华占道", "欧阳建华"),
    ("老王家的水管", "老王"),
    ("小李说会来", "小李"),
    ("张大爷摔倒了", "张"),
    ("李女士反映", "李"),
    ("王某某占道经营", "王某"),
    ("我 叫 张 三 ，灯坏了", "张 三"),
    ("张·三", "三"),
    ("村民刘桂花，路坏了", "刘桂花"),
    ("联系人：陈秀英", "陈秀英"),
    ("Zhang San called", "Zhang San"),
]

HARMLESS = [
    "幼儿园门口50米路坏了，下雨天孩子不好走。",
    "2026年11月24日晚上路灯不亮。",
    "11月24号来看过，还没修。",
    "这条路要800万元，一共20公里。",
    "花费12000000元修桥。",
    "2026-11-24登记。",
    "一号工程什么时候开工？",
    "垃圾桶太少，建议增加三个。",
    "湖村乡的公交车一天只有两班。",
    "微信群里没有通知。",
    "水压不够，三楼以上没有水。",
    "广场舞声音太大，影响休息。",
]


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_tells_of_somebody_is_held_back(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in cleared(text).words


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_of_nobody_stays_as_it_was_said(text: str) -> None:
    assert cleared(text).words == text


def test_a_known_name_is_found_where_no_rule_would_take_it_for_one() -> None:
    assert "水 生" not in cleared("去问水 生，他管水", known=["水生"]).words


def test_what_a_person_released_stays() -> None:
    text = "朝阳路12号门口积水"
    (house,) = found_in(text)
    assert house.kind == Kind.HOUSE
    assert cleared(text, released={text[house.start : house.end]}).words == text


def test_what_is_held_says_where_it_stood() -> None:
    text = "请打１３８００１３８０００找我"
    (number,) = cleared(text).held
    assert text[number.start : number.end] == "１３８００１３８０００"


def test_nothing_said_holds_nothing() -> None:
    assert cleared("").words == ""
