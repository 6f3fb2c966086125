"""Resources of people."""

from django.urls import path

from jiamenkou.people.views import accounts

app_name = "people"
urlpatterns = [
    path("roles/", accounts.role_list, name="roles"),
    path("roles/<int:role_id>/end/", accounts.role_end, name="end-role"),
    path("roles/<int:role_id>/handover/", accounts.role_handover, name="hand-over-role"),
    path("accounts/new/", accounts.new_account, name="new-account"),
    path("accounts/<int:account_id>/", accounts.account_page, name="account"),
    path("accounts/<int:account_id>/roles/", accounts.new_role, name="new-role"),
    path("accounts/<int:account_id>/end/", accounts.account_end, name="end-account"),
]
