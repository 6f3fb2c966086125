"""Pages that fail in ways pages could, with what somebody typed in the words of the fault."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.web.access import anyone

handler500 = "jiamenkou.web.views.broken"


@anyone
def fault(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    typed = request.POST["typed"]
    try:
        raise KeyError(typed)
    except KeyError as first:
        raise ValueError(f"cannot read {typed}") from first


@anyone
def taken(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    User.objects.create_user(username=request.POST["typed"])
    User.objects.create_user(username=request.POST["typed"])
    raise AssertionError


@anyone
def statement(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [request.POST["typed"]])
    raise AssertionError


@anyone
def refused(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    raise Refused("a_rule", f"{request.POST['typed']} may not")


@anyone
def forbidden(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    raise PermissionDenied(request.POST["typed"])


@anyone
def unreadable(request: HttpRequest, who: str) -> HttpResponse:  # noqa: ARG001
    raise BadRequest(request.POST["typed"])


urlpatterns = [
    path("fault/<str:who>/", fault, name="fault"),
    path("taken/<str:who>/", taken, name="taken"),
    path("statement/<str:who>/", statement, name="statement"),
    path("refused/<str:who>/", refused, name="refused"),
    path("forbidden/<str:who>/", forbidden, name="forbidden"),
    path("unreadable/<str:who>/", unreadable, name="unreadable"),
    path("", include("jiamenkou.urls")),
]
