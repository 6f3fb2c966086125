"""The API of all apps, composed: each app's operations stand in its own api.py."""

from jiamenkou.hall.api import router as hall
from jiamenkou.hall.api_booking import router as booking
from jiamenkou.people.actions import use_token
from jiamenkou.places.api import router as places
from jiamenkou.places.api_hours import router as hours
from jiamenkou.services.api import router as services
from jiamenkou.siting.api import router as siting
from jiamenkou.web.api.frame import Api

api = Api(
    token_of=use_token,
    title="家门口 Jiamenkou",
    version="1",
    description="Areas, centres and plans, for programs. How to begin: docs/api.md.",
)
api.add_router("", places)
api.add_router("", hours)
api.add_router("", services)
api.add_router("", siting)
api.add_router("", hall)
api.add_router("", booking)

app_name = "api"
urlpatterns = api.patterns()
