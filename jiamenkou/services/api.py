"""The service hall for programs: the catalogue, what a centre offers, cases, ratings."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from jiamenkou.people.models import Resident
from jiamenkou.places.models import Centre
from jiamenkou.services import actions
from jiamenkou.services.models import Case, Rating, ServiceItem
from jiamenkou.services.searching import search
from jiamenkou.services.shapes import (
    CaseInFull,
    CaseSaid,
    CasesAsked,
    CaseShown,
    Code,
    RatingSaid,
    RatingShown,
    ServiceListed,
    ServicesAsked,
    ServiceShown,
    StepSaid,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import Key
from jiamenkou.web.api.pages import Asking, Page, page_of
from jiamenkou.web.api.problems import Problem

router = Router(tags=["services"])
VERBS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "submission": (actions.submit_case, ()),
    "acceptance": (actions.accept_case, ()),
    "work": (actions.begin_work, ()),
    "notice": (actions.give_notice, ()),
    "decision": (actions.decide, ("result",)),
    "delivery": (actions.deliver, ("how", "to")),
    "rejection": (actions.reject, ("reason", "remedy")),
    "withdrawal": (actions.withdraw, ("reason",)),
}


@router.get("/services", response=Page[ServiceListed], url_name="services", summary="Services")
@may("places.see")
def list_services(request: Allowed, asked: Annotated[ServicesAsked, Query()]) -> Any:
    """Those of today, by their place; with `q` those that answer it, the best first."""
    today = timezone.localdate()
    if asked.q.strip():
        found = search(asked.q, day=today)[: asked.limit]
        return {"items": [ServiceListed.of(one) for one in found], "next": None}
    items = ServiceItem.objects.in_force(today)
    if asked.category:
        items = items.under(asked.category)
    return page_of(request, items, ServiceListed.of, asked=asked)


@router.get(
    "/services/{item_code}", response=ServiceShown, url_name="service", summary="One service"
)
@may("places.see")
def show_service(request: Allowed, item_code: Code) -> ServiceShown:  # noqa: ARG001
    today = timezone.localdate()
    item = get_object_or_404(ServiceItem.objects.in_force(today), code=item_code)
    version = item.versions.prefetch_related("materials").get(during__contains=today)
    return ServiceShown.on(item, version)


@router.get(
    "/centres/{centre_id}/services",
    response=Page[ServiceListed],
    url_name="services-of-centre",
    summary="What a centre offers today",
)
@may("places.see")
def list_services_of_centre(
    request: Allowed, centre_id: Key, asked: Annotated[Asking, Query()]
) -> Any:
    centre = get_object_or_404(Centre.objects.within(request.reach), pk=centre_id)
    items = ServiceItem.objects.offered_at(centre, timezone.localdate())
    return page_of(request, items, ServiceListed.of, asked=asked)


@router.get("/cases", response=Page[CaseShown], url_name="cases", summary="Cases")
@may("services.see")
def list_cases(request: Allowed, asked: Annotated[CasesAsked, Query()]) -> Any:
    cases = Case.objects.within(request.reach).with_names()
    if asked.state:
        cases = cases.filter(state=asked.state)
    if asked.centre:
        cases = cases.filter(centre=asked.centre)
    if asked.overdue:
        cases = cases.overdue(timezone.localdate())
    return page_of(request, cases, CaseShown.of, asked=asked, order="-pk")


@router.post(
    "/centres/{centre_id}/cases",
    response={201: CaseInFull},
    url_name="cases-of-centre",
    summary="Open a case",
)
@may("services.serve")
def open_case(request: Allowed, response: HttpResponse, centre_id: Key, said: CaseSaid) -> Any:
    """Submitted at once; send an Idempotency-Key, so that a repeat opens no second one."""
    centre = get_object_or_404(Centre.objects.within(request.reach), pk=centre_id)
    item = ServiceItem.objects.filter(code=said.item).first()
    if item is None:
        words = _("There is no service of that code.")
        raise Problem("not-found", words, errors=(("item", words),))
    case = actions.open_case(
        item, centre=centre, channel=said.channel, by=request.user,
        resident=_resident(request, "resident", said.resident),
        guardian=_resident(request, "guardian", said.guardian),
    )  # fmt: skip
    response["Location"] = reverse("api:case", args=[case.pk])
    return Status(201, CaseInFull.of(case))


@router.get("/cases/{case_id}", response=CaseInFull, url_name="case", summary="One case")
@may("services.see")
def show_case(request: Allowed, case_id: Key) -> CaseInFull:
    return CaseInFull.of(_case(request, case_id))


@router.post(
    "/cases/{case_id}/steps",
    response={201: CaseInFull},
    url_name="case-steps",
    summary="Take a case a step on",
)
@may("services.serve")
def take_step(request: Allowed, case_id: Key, said: StepSaid) -> Any:
    case = _case(request, case_id)
    verb, asks = VERBS[said.step]
    verb(case, by=request.user, **{name: getattr(said, name) or "" for name in asks})
    return Status(201, CaseInFull.of(_case(request, case_id)))


@router.post(
    "/cases/{case_id}/rating",
    response={201: RatingShown},
    url_name="case-rating",
    summary="Write down what the resident says",
)
@may("services.serve")
def rate_case(request: Allowed, case_id: Key, said: RatingSaid) -> Any:
    rating = actions.rate(_case(request, case_id), by=request.user, **said.model_dump())
    return Status(201, RatingShown.of(rating))


@router.get("/ratings", response=Page[RatingShown], url_name="ratings", summary="Ratings")
@may("services.see_ratings")
def list_ratings(request: Allowed, asked: Annotated[Asking, Query()]) -> Any:
    ratings = Rating.objects.within(request.reach).select_related("case__version__item")
    return page_of(request, ratings, RatingShown.of, asked=asked, order="-pk")


def _case(request: Allowed, case_id: int) -> Case:
    known = Case.objects.within(request.reach).with_names()
    return get_object_or_404(known, pk=case_id)


def _resident(request: Allowed, field: str, key: int | None) -> Resident | None:
    """Within the reach; raises Problem naming the field."""
    if key is None:
        return None
    found = Resident.objects.within(request.reach).on_record().filter(pk=key).first()
    if found is None:
        words = _("Nobody of that number is on record here.")
        raise Problem("not-found", words, errors=((field, words),))
    return found
