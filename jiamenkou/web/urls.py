"""Resources of the shell."""

from django.urls import path

from jiamenkou.web import metrics, views

app_name = "web"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
