"""Resources of operations: jobs."""

from django.urls import path

from jiamenkou.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:job_id>/", views.job_page, name="job"),
    path("<int:job_id>/repetition/", views.repetition, name="repetition"),
    path("<int:job_id>/cancellation/", views.cancellation, name="cancellation"),
]
