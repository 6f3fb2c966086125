"""The catalogue: loaded from a file, in versions, found by what people type."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoDbBlocker

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.services import actions
from jiamenkou.services.actions.catalogue import SHIPPED
from jiamenkou.services.models import Category, ServiceItem
from jiamenkou.services.searching import search
from tests import make

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime.date(2026, 1, 1)
FIVE_FIELDS = {"social", "medical", "disability", "family", "work"}


@pytest.fixture
def shipped() -> actions.Loaded:
    return actions.load_catalogue(valid_from=NEW_YEAR, by=None)


@pytest.fixture(scope="module")
def _known(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, for many questions."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        actions.load_catalogue(valid_from=NEW_YEAR, by=None)
        yield
        transaction.set_rollback(True)


def changed(tmp_path: Path, **facts: object) -> Path:
    """The shipped file, its first item saying something else."""
    written = json.loads(SHIPPED.read_text())
    written["items"][0] |= facts
    file = tmp_path / "items.json"
    file.write_text(json.dumps(written))
    return file


def test_the_shipped_catalogue_covers_the_five_fields_and_loads_once(
    shipped: actions.Loaded,
) -> None:
    assert len(shipped.added) >= 40
    fields = set(Category.objects.filter(parent=None).values_list("code", flat=True))
    assert fields == FIVE_FIELDS | {"everyday"}
    again = actions.load_catalogue(valid_from=datetime.date(2026, 2, 1), by=None)
    assert (again.added, again.changed, len(again.same)) == ([], [], len(shipped.added))
    assert Event.objects.filter(verb="services.load_item").count() == len(shipped.added)


@pytest.mark.usefixtures("shipped")
def test_what_a_file_says_otherwise_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    file = changed(tmp_path, promised_days=3)
    march = datetime.date(2026, 3, 1)
    dry = actions.load_catalogue(file, valid_from=march, dry_run=True, by=None)
    item = ServiceItem.objects.get(code=dry.changed[0])
    assert item.versions.count() == 1
    actions.load_catalogue(file, valid_from=march, by=None)
    days = [item.version_on(day) for day in (NEW_YEAR, march)]
    assert [one.promised_days for one in days if one] == [1, 3]
    with pytest.raises(Refused, match="a_new_version_begins_after_the_last"), transaction.atomic():
        actions.load_catalogue(
            changed(tmp_path, promised_days=4), valid_from=datetime.date(2026, 2, 1), by=None
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"promissed_days": 3},
        {"group": "nowhere"},
        {"channels": ["pigeon"]},
        {"materials": [{"name": "证", "form": "parchment"}]},
        {"code": "resident-pension-claim"},
    ],
)
def test_a_fault_in_the_file_is_named_and_nothing_is_loaded(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(Refused) as no:
        actions.load_catalogue(changed(tmp_path, **wrong), valid_from=NEW_YEAR, by=None)
    assert no.value.rule == "a_catalogue_can_be_read"
    assert "resident-pension" in no.value.words
    assert not ServiceItem.objects.exists()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("上户口", "birth-household"),
        ("给孩子上户口怎么办", "birth-household"),
        ("社保卡丢了怎么办", "social-card-replace"),
        ("老板不发工资", "labour-dispute"),
        ("低保", "minimum-living"),
        ("dibao", "minimum-living"),
        ("我妈八十岁了有什么补贴", "elder-allowance"),
        ("外地看病", "medical-remote"),
        ("领证", "marriage-guide"),
        ("残疾证到期了", "disability-certificate-renew"),
        ("失业登记", "unemployment-register"),
        ("shiyedengji", "unemployment-register"),
        ("gzf", "public-housing"),
        ("开店要办什么", "self-employed"),
        ("公租房", "public-housing"),
        ("轮椅", "disability-devices"),
        ("法律援助", "legal-aid"),
        ("高龄津贴申领", "elder-allowance"),
        ("丧葬费", "pension-funeral"),
        ("residence permit", "residence-permit"),
    ],
)
@pytest.mark.usefixtures("_known")
def test_search_finds_first_what_people_mean(typed: str, first: str) -> None:
    found = search(typed, day=datetime.date(2026, 6, 1))
    assert [one.code for one in found[:1]] == [first]


@pytest.mark.parametrize("typed", ["", "   ", "火星移民", "qqqqq", "%", "'; drop table"])
@pytest.mark.usefixtures("_known")
def test_search_finds_nothing_where_there_is_nothing(typed: str) -> None:
    assert search(typed, day=datetime.date(2026, 6, 1)) == []


@pytest.mark.usefixtures("_known")
def test_initials_that_two_services_share_find_both() -> None:
    found = search("sydj", day=datetime.date(2026, 6, 1))
    assert {one.code for one in found[:2]} == {"unemployment-register", "birth-registration"}


@pytest.mark.usefixtures("_known")
def test_search_knows_only_what_counts_on_the_day() -> None:
    assert search("低保", day=datetime.date(2025, 6, 1)) == []


def test_a_centre_offers_what_it_offers_on_the_day() -> None:
    item, centre = make.item(), make.centre()
    standing = make.offer(item=item, centre=centre)
    may, june = datetime.date(2026, 5, 1), datetime.date(2026, 6, 1)
    actions.end_offer(standing, on=june, by=None)
    assert list(ServiceItem.objects.offered_at(centre, may)) == [item]
    assert not ServiceItem.objects.offered_at(centre, june).exists()
    standing.refresh_from_db()
    assert standing.during == DateRange(NEW_YEAR, june)
