"""The shell with a few invented pages, so that it is tested by itself."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import include, path

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.people.urls import signing_in
from jiamenkou.places.urls import opening, workdays
from jiamenkou.web.access import anyone, signed_in
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table


class PeopleTable(Table[User]):
    """People by when they last came, whom nobody has seen at the end."""

    columns = (
        Column(name="username", label="Account", order="username"),
        Column(name="name", label="Name", order="name"),
        Column(name="last_login", label="Seen", order="last_login", show=when),
    )
    filters = (Choice(name="is_staff", label="Staff", choices=[("1", "yes"), ("0", "no")]),)
    search = ("username", "name")
    order = "-last_login"
    rows_a_page = 4


@anyone
def people(request: HttpRequest) -> HttpResponseBase:
    return PeopleTable(request, User.objects.all()).answer("web/table.html", {})


@anyone
def refused(_request: HttpRequest) -> HttpResponse:
    raise Refused("room_is_not_double_booked", "The room is already taken at that time.")


@anyone
def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@anyone
def misread(_request: HttpRequest) -> HttpResponse:
    raise BadRequest("The date is 31 February.")


@anyone
def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@signed_in
async def later(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("later")


handler400 = "jiamenkou.web.views.bad_request"
handler403 = "jiamenkou.web.views.forbidden"
handler404 = "jiamenkou.web.views.not_found"
handler500 = "jiamenkou.web.views.broken"

urlpatterns = [
    path("", include("jiamenkou.web.urls")),
    path("", include(signing_in)),
    path("open/", include((opening, "openings"))),
    path("calendar/", include((workdays, "calendar"))),
    path("people/", people),
    path("refused/", refused),
    path("forbidden/", forbidden),
    path("misread/", misread),
    path("broken/", broken),
    path("later/", later),
]
