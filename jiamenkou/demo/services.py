"""The demo's service hall: the shipped catalogue, who may serve it, and cases in every state."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from django.utils import timezone

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.planning import STREET
from jiamenkou.people.models import Guardianship, Resident, User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Posting
from jiamenkou.services import actions
from jiamenkou.services.actions import Tick
from jiamenkou.services.models import Case, Rating, ServiceItem, able

SINCE = datetime.date(2026, 1, 1)
SERVED_WELL = 6
"""Enough ratings of one service for its figure to be published."""
ONE_YEAR, SOON = datetime.timedelta(days=365), datetime.timedelta(days=40)


def tell_services() -> None:
    """Catalogue and offers everywhere; skills and cases at the two centres with people."""
    today = timezone.localdate()
    actions.load_catalogue(valid_from=SINCE, by=None)
    items = list(ServiceItem.objects.order_by("position", "pk"))
    actions.offer_everywhere(items, centres=Centre.objects.all(), begins=SINCE, by=None)
    _certify(items, today)
    _tell_cases(today)


def _certify(items: Sequence[ServiceItem], today: datetime.date) -> None:
    """Each clerk knows every third service, and the one that nearly everybody asks for."""
    working = Posting.objects.on(today).filter(centre__area__in=[COMMUNITY, STREET])
    for number, posting in enumerate(working.select_related("person").order_by("pk")):
        known = [one for place, one in enumerate(items) if (place + number) % 3 == 0]
        for place, item in enumerate(known):
            until = today + (SOON if place == 0 else ONE_YEAR)
            score = 80 + (number * 7 + place * 3) % 20
            actions.certify(posting.person, item=item, on=SINCE, until=until, score=score, by=None)


def _tell_cases(today: datetime.date) -> None:
    desk = Desk(today)
    for tell in (_waiting, _under_way, _ended, _rated):
        tell(desk)


class Desk:
    """The demo's clerk at the counter of the community, and who comes."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.clerk = User.objects.get(username="clerk")
        self.manager = User.objects.get(username="manager")
        self.centre = Centre.objects.filter(area=COMMUNITY).earliest("pk")
        self.coming = self._residents()

    def open(self, code: str, *, resident: Resident | None = None, draft: bool = False) -> Case:
        item = ServiceItem.objects.get(code=code)
        return actions.open_case(
            item, centre=self.centre, resident=resident or next(self.coming), draft=draft,
            by=self.clerk,
        )  # fmt: skip

    def bring(self, case: Case, *, leave_out: int = 0) -> Case:
        """All papers that are asked for, or all but the last few."""
        papers = [one for one in case.materials.select_related("material") if one.lacks]
        kept = papers[: len(papers) - leave_out]
        ticks = [
            Tick(paper=one.pk, state="received", issued_on=self.today - 30 * datetime.timedelta(1))
            for one in kept
        ]
        return actions.tick(case, ticks=ticks, by=self.clerk)

    def accept(self, code: str) -> Case:
        return actions.accept_case(self.bring(self.open(code)), by=self.clerk)

    def finish(self, code: str) -> Case:
        case = actions.begin_work(self.accept(code), by=self.clerk)
        actions.decide(case, result="符合条件，已办结", by=self.clerk)
        return actions.deliver(case, how="counter", to="applicant", by=self.clerk)

    def _residents(self) -> Iterator[Resident]:
        wards = Guardianship.objects.values("minor")
        grown = Resident.objects.filter(area=COMMUNITY).exclude(pk__in=wards)
        adults = [one for one in grown.order_by("pk") if not one.is_minor]
        return cycle(adults)


def _waiting(desk: Desk) -> None:
    """A draft, one to be accepted, one that waits for papers, one for a child."""
    desk.open("elder-meals", draft=True)
    desk.open("resident-pension-claim")
    actions.give_notice(desk.bring(desk.open("minimum-living"), leave_out=2), by=desk.clerk)
    ward = Guardianship.objects.on(desk.today).filter(minor__area=COMMUNITY).first()
    if ward:
        item = ServiceItem.objects.get(code="social-card")
        actions.open_case(
            item, centre=desk.centre, resident=ward.minor, guardian=ward.guardian, by=desk.clerk
        )


def _under_way(desk: Desk) -> None:
    """Accepted, one of them offered to a colleague; in progress; decided."""
    desk.accept("medical-reimburse")
    offered = desk.accept("disability-subsidy")
    colleague = _colleague(desk, offered)
    if colleague:
        actions.offer_transfer(offered, to=colleague, why="本周去区里培训", by=desk.clerk)
    actions.begin_work(desk.accept("elder-allowance"), by=desk.clerk)
    done = actions.begin_work(desk.accept("medical-remote"), by=desk.clerk)
    actions.decide(done, result="备案已生效", by=desk.clerk)


def _ended(desk: Desk) -> None:
    """Rejected with a remedy, and withdrawn."""
    actions.reject(
        desk.open("public-housing"),
        reason="人均住房面积超过当地标准",
        remedy="家庭人口或住房有变化时可以重新申请；对结果有异议可向区住建部门申请复核",
        by=desk.clerk,
    )
    actions.withdraw(desk.open("skills-training"), reason="时间不合适", by=desk.clerk)


def _rated(desk: Desk) -> None:
    """Well, often enough to be published; badly, once closed and once under way."""
    for level in [5, 5, 4, 5, 4, 3][:SERVED_WELL]:
        _rate(desk.finish("pension-alive"), level=level, reasons=["kind", "quick"])
    closed = _rate(desk.finish("job-seeking"), level=2, reasons=["wait"]).bad
    actions.verify(closed, finding="当天上午只开一个窗口，等了四十分钟", by=desk.manager)
    actions.mend(closed, remedy="上午增开一个综合窗口", by=desk.manager)
    actions.call_back(closed, answer="知道了，下次看看", content=True, by=desk.manager)
    open_one = _rate(
        desk.finish("medical-family"), level=1, reasons=["unclear"], words="材料说了两遍才说全"
    ).bad
    actions.verify(open_one, finding="第一次口头告知时漏了一份材料", by=desk.manager)


def _rate(case: Case, **said: Any) -> Rating:
    """By the link, as the resident does."""
    return actions.rate(case, via=Rating.Via.LINK, by=None, **said)


def _colleague(desk: Desk, case: Case) -> User | None:
    able_ones = able(case.version.item, case.centre, desk.today)
    return able_ones.exclude(pk=desk.clerk.pk).order_by("pk").first()
