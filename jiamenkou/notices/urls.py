"""Resources of notices: one's own inbox, the operators' outbox, the phone list."""

from django.urls import path

from jiamenkou.notices.views import calls as phone
from jiamenkou.notices.views import inbox
from jiamenkou.notices.views import outbox as sending

app_name = "notices"
urlpatterns = [
    path("", inbox.message_list, name="inbox"),
    path("count/", inbox.count, name="count"),
    path("reading/", inbox.reading, name="reading"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("<int:message_id>/", inbox.message_page, name="message"),
]

outbox = [
    path("", sending.message_list, name="list"),
    path("<int:message_id>/", sending.message_page, name="message"),
    path("<int:message_id>/decision/", sending.decision, name="decision"),
]

calls = [
    path("", phone.call_list, name="list"),
    path("<int:message_id>/", phone.call_page, name="call"),
]

live = [path("inbox/", inbox.live_count, name="live-inbox")]
"""Streams, answered natively by the ASGI side under /live/."""
