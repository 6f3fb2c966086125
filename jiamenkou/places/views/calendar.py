"""Which days are worked: the calendar of a year, and the notice that changes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.engines.workdays import by_law
from jiamenkou.lib.refusal import Refused
from jiamenkou.places import actions
from jiamenkou.places.announcing import Trial, shifts, try_notice
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.forms import NoticeForm
from jiamenkou.places.models import Announcement
from jiamenkou.places.months import year_months
from jiamenkou.places.notice_words import problem_words
from jiamenkou.places.sealing import seal
from jiamenkou.web.access import Allowed, anyone, may


@anyone
@require_GET
def year_page(request: HttpRequest) -> HttpResponse:
    shown, year = the_calendar(), _year_asked(request)
    return render(
        request,
        "places/calendar.html",
        {
            "year": year,
            "years": [*sorted(shown.announced), max(shown.announced, default=year) + 1],
            "months": year_months(shown, year),
            "provisional": year not in shown.announced,
            "announcements": Announcement.objects.filter(year=year).order_by("pk"),
        },
    )


@may("places.keep_calendar")
def notice_page(request: Allowed) -> HttpResponse:
    """A notice typed in, tried, and, once it was seen what it changes, announced."""
    form = NoticeForm(request.POST or None, initial={"year": _next_year()})
    if not form.is_valid():
        return render(
            request, "places/notice.html", {"form": form}, status=409 if form.errors else 200
        )
    facts = dict(form.cleaned_data)
    trial = try_notice(**{name: facts[name] for name in facts if name != "announced_on"})
    digest = seal(facts, trial.seen)
    if request.POST.get("tried") == digest and "announce" in request.POST:
        try:
            actions.announce_days(**facts, seen=trial.seen, by=request.user)
        except Refused as no:
            form.add_error(no.field, no.words)
        else:
            messages.success(request, _("The days are announced."))
            return redirect(reverse("calendar:year", query={"year": facts["year"]}))
    return _tried(request, form, trial, digest)


def _tried(request: Allowed, form: NoticeForm, trial: Trial, digest: str) -> HttpResponse:
    problems = [problem_words(one) for one in trial.notice.problems]
    shown: dict[str, Any] = {
        "form": form,
        "trial": trial,
        "digest": digest,
        "problems": problems,
        "changes": [(change, by_law(change.date)) for change in trial.changes.days],
        "shifts": shifts(trial),
    }
    return render(request, "places/notice.html", shown, status=409 if problems else 200)


def _year_asked(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return timezone.localdate().year
    if not asked.isdecimal() or not 2000 <= int(asked) <= 2100:
        raise Http404
    return int(asked)


def _next_year() -> int:
    announced = the_calendar().announced
    return max(announced) + 1 if announced else timezone.localdate().year
