"""A plan to take along: a workbook, features for map programs, a page that opens anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiamenkou.siting.kept import outcome_of
from jiamenkou.siting.models import ScenarioRun
from jiamenkou.siting.reports import Choice, Report, write_geojson, write_page, write_xlsx
from jiamenkou.siting.shown.plan_charts import frontier_points
from jiamenkou.siting.shown.wording import parameter_words
from jiamenkou.web.access import Allowed, may

KINDS: dict[str, tuple[Callable[[Report, Path], None], str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": (write_geojson, "application/geo+json"),
    "html": (write_page, "text/html; charset=utf-8"),
}


@may("siting.see")
@require_GET
def export(request: Allowed, run_id: int, kind: str) -> HttpResponse:
    runs = ScenarioRun.objects.within(request.reach).with_answer().select_related("scenario__area")
    run = get_object_or_404(runs, pk=run_id)
    if kind not in KINDS:
        raise Http404
    write, content_type = KINDS[kind]
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"plan.{kind}"
        write(report_of(run), file)
        answer = HttpResponse(file.read_bytes(), content_type=content_type)
    day = timezone.localtime(run.ended_at).date()
    answer.headers["Content-Disposition"] = f'attachment; filename="plan-{run.pk}-{day}.{kind}"'
    return answer


def report_of(run: ScenarioRun) -> Report:
    """The plan's report with all that the run knows beside it."""
    choices = [
        Choice(**{name: one[name] for name in Choice.__dataclass_fields__})
        for one in frontier_points(run)
    ]
    return replace(
        outcome_of(run).report,
        title=f"{run.scenario.area} · {run.parameters['name']}",
        frontier=tuple(choices),
        parameters=tuple(parameter_words(run.parameters)),
    )
