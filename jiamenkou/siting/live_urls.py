"""Live streams of planning, answered natively by the ASGI side under /live/."""

from django.urls import path

from jiamenkou.siting.views import runs

urlpatterns = [path("runs/<int:run_id>/", runs.live_run, name="live-run")]
