"""Resources of people: accounts, roles, residents; the doors they come in by."""

from django.urls import path

from jiamenkou.people.views import (
    account,
    accounts,
    city,
    facts,
    help_in,
    households,
    phone,
    residents,
    rights,
    second_factor,
    sign_in,
)

app_name = "people"
urlpatterns = [
    path("roles/", accounts.role_list, name="roles"),
    path("roles/<int:role_id>/end/", accounts.role_end, name="end-role"),
    path("roles/<int:role_id>/handover/", accounts.role_handover, name="hand-over-role"),
    path("accounts/new/", accounts.new_account, name="new-account"),
    path("accounts/<int:account_id>/", accounts.account_page, name="account"),
    path("accounts/<int:account_id>/roles/", accounts.new_role, name="new-role"),
    path("accounts/<int:account_id>/end/", accounts.account_end, name="end-account"),
    path("residents/", residents.resident_list, name="residents"),
    path("residents/new/", residents.new_resident, name="new-resident"),
    path("residents/by-number/", residents.by_number, name="residents-by-number"),
    path("residents/<int:resident_id>/", residents.resident_page, name="resident"),
    path("residents/<int:resident_id>/edit/", residents.edit_resident, name="edit-resident"),
    path("residents/<int:resident_id>/unmasking/", residents.unmasking, name="unmask-resident"),
    path("residents/<int:resident_id>/leaving/", facts.leaving, name="resident-leaving"),
    path("residents/<int:resident_id>/groups/", facts.new_group, name="new-group"),
    path("residents/<int:resident_id>/guardians/", facts.new_guardian, name="new-guardian"),
    path("residents/<int:resident_id>/household/", households.found, name="new-household"),
    path("residents/<int:resident_id>/consents/", rights.new_consent, name="new-consent"),
    path("residents/<int:resident_id>/health/", rights.new_health_note, name="new-health-note"),
    path("residents/<int:resident_id>/copy/", rights.export, name="export-resident"),
    path("residents/<int:resident_id>/erasure/", rights.erasure, name="erase-resident"),
    path("consents/<int:consent_id>/withdrawal/", rights.withdrawal, name="withdraw-consent"),
    path("consents/<int:consent_id>/file/", rights.consent_file, name="consent-file"),
    path("health/<int:note_id>/unmasking/", rights.health_unmasking, name="unmask-health"),
    path("retention/", rights.retention, name="retention"),
    path("groups/<int:circumstance_id>/end/", facts.group_end, name="end-group"),
    path("guardians/<int:guardianship_id>/end/", facts.guardian_end, name="end-guardian"),
    path("households/<int:household_id>/", households.household_page, name="household"),
    path("households/<int:household_id>/unmasking/", households.unmasking, name="unmask-household"),
    path("households/<int:household_id>/members/", households.join, name="join-household"),
    path(
        "households/<int:household_id>/members/<int:resident_id>/leaving/",
        households.leave,
        name="leave-household",
    ),
]

signing_in = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("sign-in/second/", second_factor.second_factor, name="second-factor"),
    path("sign-in/second/qr.svg", second_factor.qr, name="second-factor-qr"),
    path("sign-in/city/", city.leave, name="city-sign-in"),
    path("sign-in/city/back/", city.back, name="city-back"),
    path("sign-in/phone/", phone.phone, name="phone-sign-in"),
    path("sign-in/phone/code/", phone.code, name="phone-code"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/stay/", account.stay, name="stay"),
    path("account/second-factor/", second_factor.own, name="own-second-factor"),
    path("operations/sign-in/", help_in.help_in, name="help-in"),
]
"""Without a namespace: every app sends people to these doors."""
