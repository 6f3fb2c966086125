"""First pages."""

from django.urls import path

from jiamenkou.cockpit import views

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
]
