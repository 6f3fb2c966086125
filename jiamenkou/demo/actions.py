"""The demo: one invented district, told once through the same verbs everybody uses."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import override

from jiamenkou.demo.ground import COMMUNITY, DISTRICT, Ground
from jiamenkou.demo.hall import tell_halls
from jiamenkou.demo.hours import tell_hours
from jiamenkou.demo.notices import tell_news
from jiamenkou.demo.planning import STREET, draw_scenarios, load_people, offer_buildings
from jiamenkou.demo.register import Register
from jiamenkou.demo.residents import settle
from jiamenkou.demo.rota import tell_duties
from jiamenkou.demo.services import tell_services
from jiamenkou.people.actions import add_account, give_role
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Area, OpeningRule
from jiamenkou.rota.models import Roster
from jiamenkou.services.models import ServiceItem
from jiamenkou.siting import actions as siting
from jiamenkou.siting.models import ScenarioRun

PASSWORD = "jiamenkou-demo"  # noqa: S105 - printed for everybody, on a demo only
LANGUAGE = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody to sign in as."""

    username: str
    name: str
    kind: str
    area: str


ACCOUNTS = (
    Account(username="planner", name="张三（规划，区委组织部）", kind="planner", area=DISTRICT),
    Account(username="street", name="李四（东市街道）", kind="street", area=STREET),
    Account(username="manager", name="王五（五三（2）社区）", kind="manager", area=COMMUNITY),
    Account(username="clerk", name="赵六（五三（2）社区）", kind="clerk", area=COMMUNITY),
    Account(username="steward", name="孙七（五三（2）社区）", kind="steward", area=COMMUNITY),
    Account(username="auditor", name="周八（区审计）", kind="auditor", area=DISTRICT),
    Account(username="operator", name="吴九（系统运维）", kind="operator", area=DISTRICT),
)


def build() -> bool:
    """Tell what was not told yet; True if anything was told now."""
    with override(LANGUAGE):
        parts = (
            _tell_network, _tell_hours, _add_accounts, _tell_people, _tell_duties, _tell_services,
            tell_halls,
        )  # fmt: skip
        told = [part() for part in parts]
    return any(told)


def _tell_network() -> bool:
    """Areas, centres and plans."""
    if ScenarioRun.objects.exists():
        return False
    ground = Ground()
    Register(ground, by=None).write()
    layer = load_people(ground, by=None)
    siting.measure_walks(DISTRICT, layer.pk)
    offer_buildings(ground, by=None)
    for scenario in draw_scenarios(layer, by=None):
        siting.solve_run(siting.solve(scenario, by=None).pk)
    return True


def _tell_hours() -> bool:
    """When each centre is open."""
    if OpeningRule.objects.exists():
        return False
    tell_hours(by=None)
    return True


def _add_accounts() -> bool:
    """Those missing: an older demo had fewer."""
    there = set(User.objects.values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account.username not in there]
    for account in missing:
        holder = add_account(account.username, name=account.name, password=PASSWORD, by=None)
        area = Area.objects.get(pk=account.area)
        give_role(holder, kind=account.kind, area=area, begins=timezone.localdate(), by=None)
    return bool(missing)


def _tell_people() -> bool:
    """Residents, and news for them and the accounts."""
    if Resident.objects.exists():
        return False
    settle(by=User.objects.get(username="manager"))
    tell_news()
    return True


def _tell_duties() -> bool:
    """Who is on duty when; made by the engine."""
    if Roster.objects.exists():
        return False
    tell_duties(password=PASSWORD)
    return True


def _tell_services() -> bool:
    """What can be done at the counters, and cases in every state."""
    if ServiceItem.objects.exists():
        return False
    tell_services()
    return True
