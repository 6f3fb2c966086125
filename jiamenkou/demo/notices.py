"""Invented messages for the demo accounts, so that inbox, outbox and phone list live."""

from __future__ import annotations

from django.utils import timezone

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.notices import actions
from jiamenkou.notices.models import Message
from jiamenkou.people.models import User

NEWS = (
    ("周五晚上放露天电影", "周五晚上七点半在居委会院子里放电影，请互相转告。（演示用，虚构）"),
    ("助餐点下周一起供应早餐", "早餐六点半到八点半，价目贴在门口。（演示用，虚构）"),
    ("周三上午停水", "周三上午八点到十二点检修水管，请提前储水。（演示用，虚构）"),
)
PHONES = ("13800138000", "13800138001", "13800138002")


def tell_news() -> None:
    """Every account is told; three invented residents get a text message, or are called."""
    for user in User.objects.order_by("pk"):
        for title, news in NEWS:
            actions.tell(user, "notices.announcement", title=title, news=news, key=title)
    for number, phone in enumerate(PHONES):
        title, news = NEWS[number]
        for call in (False, True):
            name = f"虚构居民{number + 1}"
            to = actions.To(name=name, phone=phone, call=call, area_code=COMMUNITY)
            actions.tell(to, "notices.announcement", title=title, news=news)
    _leave_one_open()


def _leave_one_open() -> None:
    """One whose worker died on the way, so that there is something to decide."""
    lost = Message.objects.filter(channel=Message.Channel.SMS).earliest("pk")
    lost.state, lost.attempts = Message.State.UNCERTAIN, 1
    lost.claimed_at = lost.ended_at = timezone.now()
    lost.save()
