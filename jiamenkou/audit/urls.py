"""Resources of the audit: its events."""

from django.urls import path

from jiamenkou.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("events/<int:event_id>/", views.event_page, name="event"),
]
