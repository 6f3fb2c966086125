"""The demo: one invented district, told once through the same verbs everybody uses."""

from dataclasses import dataclass

from django.utils.translation import override

from jiamenkou.demo.ground import DISTRICT, Ground
from jiamenkou.demo.planning import STREET, draw_scenarios, load_people, offer_buildings
from jiamenkou.demo.register import Register
from jiamenkou.people.actions import add_account
from jiamenkou.people.models import User
from jiamenkou.places.models import Area
from jiamenkou.siting import actions as siting

PASSWORD = "jiamenkou-demo"  # noqa: S105 - printed for everybody, on a demo only
LANGUAGE = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody to sign in as."""

    username: str
    name: str
    area: str


ACCOUNTS = (
    Account(username="planner", name="张三（规划，区委组织部）", area=DISTRICT),
    Account(username="street", name="李四（东市街道）", area=STREET),
    Account(username="manager", name="王五（五三（2）社区）", area="361102002016"),
)


def build() -> bool:
    """Tell the demo unless it was told already; True if it was told now."""
    if User.objects.filter(username=ACCOUNTS[-1].username).exists():
        return False
    with override(LANGUAGE):
        ground = Ground()
        Register(ground, by=None).write()
        layer = load_people(ground, by=None)
        siting.measure_walks(DISTRICT, layer.pk)
        offer_buildings(ground, by=None)
        for scenario in draw_scenarios(layer, by=None):
            siting.solve_run(siting.solve(scenario, by=None).pk)
        _add_accounts()
    return True


def _add_accounts() -> None:
    for account in ACCOUNTS:
        add_account(
            account.username,
            name=account.name,
            password=PASSWORD,
            area=Area.objects.get(pk=account.area),
            by=None,
        )
