"""Pages that belong to no chapter."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.web.access import SignedIn, anyone, asked_by_program, signed_in
from jiamenkou.web.api.problems import Problem, answer_to, answer_with
from jiamenkou.web.middleware import asks_for_part
from jiamenkou.web.preferences import remember, way_back
from jiamenkou.web.styleguide import SampleTable, samples


@anyone
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    answer = redirect(way_back(request))
    remember(answer, request)
    return answer


@anyone
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@signed_in
@require_GET
def styleguide(request: SignedIn) -> HttpResponseBase:
    table = SampleTable(request, ContentType.objects.all())
    return table.answer("web/styleguide.html", samples())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if asked_by_program(request):
        return answer_to(request, exception)
    words = str(exception) if isinstance(exception, BadRequest) else ""
    return _error(request, 400, words)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if asked_by_program(request):
        return answer_to(request, exception)
    return _error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: the fault may be the database that sessions live in."""
    if asked_by_program(request):
        return answer_with(Problem("broken", _("It is on record.")))
    return HttpResponse(render_to_string("web/500.html", {"frame": _frame(request)}), status=500)


def _error(request: HttpRequest, code: int, words: str = "") -> HttpResponse:
    context = {"words": words, "frame": _frame(request)}
    return render(request, f"web/{code}.html", context, status=code)


def _frame(request: HttpRequest) -> str:
    """A whole page, or only its middle where htmx asked for a part of one."""
    return "web/bare.html" if asks_for_part(request) else "web/public.html"
