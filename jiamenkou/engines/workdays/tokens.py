"""The words a notice is made of."""

import re

DATE = r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
NUMBER = "一二三四五六七八九十"
TOKEN = re.compile(
    rf"""(?P<date>{DATE})
    |(?P<note>\([^()]*\))
    |(?P<count>(?:共|合计)?(?P<number>\d+|[{NUMBER}])天)
    |(?P<aside>与周末连休|不调休|其中|[\d{NUMBER}两]+个(?=公休日)|分别(?=调)|将|自|从|均|为期)
    |(?P<moved>(?:公休日)?(?:分别)?调(?:休)?[至到])
    |(?P<off>放假(?:公休|调休)?|调休放假|补休)
    |(?P<inside>(?:照常|为)?公休日?|为?法定(?:节假日|假日|节日)|调休)
    |(?P<work>起?(?:照常|正常)?上班)
    |(?P<range>[至到]|-+)
    |(?P<comma>,)
    |(?P<listing>[、和及与])
    |(?P<stop>[。;])""",
    re.VERBOSE,
)
REMARK = re.compile(r"即|农历|除夕|春节|正月|腊月|大年|初[一二三四五六七八九十]|.*节$|新年|元旦")
WEEKDAY = re.compile(rf"(星期|周|礼拜)([{NUMBER[:6]}日天])")
WORDS = ("放假", "放假调休", "上班", "补休", "调休", "照常公休", "为法定节假日", "公休日调至", "至")
NUMBER_OF_DAY = NUMBER[:6] + "日"
