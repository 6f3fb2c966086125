"""Services, cases and ratings, as programs read and write them."""

import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from jiamenkou.services.models import (
    Case,
    Channel,
    ItemVersion,
    Material,
    Rating,
    ServiceItem,
    State,
)
from jiamenkou.web.api.fields import Key, OneOf, Said, Shown, noted
from jiamenkou.web.api.pages import Asking

STEPS = (
    "submission", "acceptance", "work", "notice", "decision", "delivery", "rejection", "withdrawal",
)  # fmt: skip
Code = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,40}$", examples=["social-card"])]


class ServicesAsked(Asking):
    """Which services; with `q` the best forty and no further page."""

    q: Annotated[str, Field(max_length=60, description="Words, pinyin or initials.")] = ""
    category: Annotated[str, Field(max_length=40, description="A field or group.")] = ""


class ServiceListed(Shown):
    """A service."""

    code: str
    name: str
    name_en: str
    category: str

    @classmethod
    def of(cls, item: ServiceItem) -> "ServiceListed":
        return cls(code=item.code, name=item.name, name_en=item.name_en, category=item.category_id)


class MaterialShown(Shown):
    """A paper that is asked for."""

    name: str
    form: str
    when: str
    may_follow: bool
    valid_months: int | None

    @classmethod
    def of(cls, one: Material) -> "MaterialShown":
        return cls(
            name=one.name, form=one.form, when=one.when, may_follow=one.may_follow,
            valid_months=one.valid_months,
        )  # fmt: skip


class ServiceShown(ServiceListed):
    """A service and what it asks today."""

    valid_from: datetime.date
    summary: str
    who: str
    steps: list[str]
    legal_basis: list[str]
    fee: str
    statutory_days: int | None
    promised_days: int
    minutes: int
    result: str
    channels: list[str]
    guardian_for_minors: bool
    example: bool
    materials: list[MaterialShown]

    @classmethod
    def on(cls, item: ServiceItem, version: ItemVersion) -> "ServiceShown":
        same = (
            "valid_from", "summary", "who", "steps", "legal_basis", "fee", "statutory_days",
            "promised_days", "minutes", "result", "channels", "guardian_for_minors", "example",
        )  # fmt: skip
        return cls(
            **ServiceListed.of(item).model_dump(),
            **{name: getattr(version, name) for name in same},
            materials=[MaterialShown.of(one) for one in version.materials.all()],
        )


class CasesAsked(Asking):
    """Which cases."""

    state: Annotated[str, OneOf(State)] | None = None
    centre: Key | None = None
    overdue: bool = False


class CaseSaid(Said):
    """Whose business with which service; the resident by the number of their record."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"item": "social-card", "resident": 1}]}
    )

    item: Code
    resident: Key | None = None
    guardian: Key | None = None
    channel: Annotated[str, OneOf(Channel)] = Channel.HALL.value


class StepSaid(Said):
    """One step, with what it asks: a result, how and to whom, a reason and a remedy."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "acceptance"}]})

    step: Annotated[str, Field(pattern=f"^({'|'.join(STEPS)})$")]
    result: Annotated[str, noted(200)] = ""
    how: Annotated[str, OneOf(Case.How)] | None = None
    to: Annotated[str, OneOf(Case.Whom)] | None = None
    reason: Annotated[str, noted(300)] = ""
    remedy: Annotated[str, noted(300)] = ""


class RatingSaid(Said):
    """What a resident said, written down for them."""

    level: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[list[Annotated[str, OneOf(Rating.Reason)]], Field(max_length=9)] = []
    words: Annotated[str, noted(500)] = ""
    via: Annotated[str, Field(pattern="^(counter|phone)$")]


class PaperShown(Shown):
    """A paper of a case, and whether it is there."""

    name: str
    state: str
    may_follow: bool


class CaseShown(Shown):
    """A case; the resident by the number of their record alone."""

    id: int
    number: str
    item: str
    centre: int
    area: str
    resident: int | None
    channel: str
    state: str
    due_on: datetime.date | None
    opened_at: datetime.datetime
    next_states: list[str]

    @classmethod
    def of(cls, case: Case) -> "CaseShown":
        return cls(**_said(case))


class CaseInFull(CaseShown):
    """A case and its papers."""

    papers: list[PaperShown]
    result: str
    reason: str
    remedy: str

    @classmethod
    def of(cls, case: Case) -> "CaseInFull":
        papers = [
            PaperShown(name=one.name, state=one.state, may_follow=one.may_follow)
            for one in case.materials.all()
        ]
        return cls(
            **_said(case), papers=papers, result=case.result, reason=case.reason,
            remedy=case.remedy,
        )  # fmt: skip


class RatingShown(Shown):
    """A rating: of what and where, not by whom, and no nearer than the day."""

    level: int
    reasons: list[str]
    item: str
    centre: int
    area: str
    day: datetime.date

    @classmethod
    def of(cls, one: Rating) -> "RatingShown":
        case = one.case
        return cls(
            level=one.level, reasons=one.reasons, item=case.version.item.code,
            centre=case.centre_id, area=case.area_code, day=one.at.date(),
        )  # fmt: skip


def _said(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "item": case.version.item.code,
        "centre": case.centre_id,
        "area": case.area_code,
        "resident": case.resident_id,
        "channel": case.channel,
        "state": case.state,
        "due_on": case.due_on,
        "opened_at": case.opened_at,
        "next_states": sorted(case.next_states),
    }
