"""Where everything is."""

from django.urls import include, path

from jiamenkou.hall import urls as hall
from jiamenkou.notices import urls as notices
from jiamenkou.people import urls as people
from jiamenkou.people.views import tokens
from jiamenkou.places import urls as places
from jiamenkou.rota import urls as rota
from jiamenkou.services import urls as services
from jiamenkou.siting import urls as siting

handler400 = "jiamenkou.web.views.bad_request"
handler403 = "jiamenkou.web.views.forbidden"
handler404 = "jiamenkou.web.views.not_found"
handler500 = "jiamenkou.web.views.broken"

urlpatterns = [
    path("", include(people.signing_in)),
    path("", include("jiamenkou.cockpit.urls")),
    path("", include("jiamenkou.web.urls")),
    path("people/", include("jiamenkou.people.urls")),
    path("network/", include("jiamenkou.places.urls")),
    path("calendar/", include((places.workdays, "calendar"))),
    path("open/", include((places.opening, "openings"))),
    path("planning/", include("jiamenkou.siting.urls")),
    path("rota/", include("jiamenkou.rota.urls")),
    path("hall/", include("jiamenkou.hall.urls")),
    path("t/", include(hall.ticket)),
    path("book/", include(hall.booking_urls)),
    path("a/", include(hall.appointment)),
    path("services/", include("jiamenkou.services.urls")),
    path("cases/", include((services.case_urls, "cases"))),
    path("ratings/", include((services.rating_urls, "ratings"))),
    path("skills/", include((services.skill_urls, "skills"))),
    path("audit/", include("jiamenkou.audit.urls")),
    path("inbox/", include("jiamenkou.notices.urls")),
    path("outbox/", include((notices.outbox, "outbox"))),
    path("calls/", include((notices.calls, "calls"))),
    path("jobs/", include("jiamenkou.jobs.urls")),
    path("account/tokens/", tokens.token_list, name="tokens"),
    path("account/tokens/<int:token_id>/", tokens.revocation, name="token"),
    path("api/v1/", include("jiamenkou.api")),
    path("live/", include(siting.live)),
    path("live/", include(rota.live)),
    path("live/", include(notices.live)),
    path("live/", include(hall.live)),
]
