"""Resources of the network: areas, centres, norms, sheets."""

from django.urls import path

from jiamenkou.places.views import calendar, centres, facts, hours, network, openings, sheets

app_name = "places"
urlpatterns = [
    path("", network.network, name="network"),
    path("areas/<str:code>/", network.area_page, name="area"),
    path("areas/<str:code>/centres/new/", facts.new_centre, name="new-centre"),
    path("areas/<str:code>/headcounts/new/", facts.new_headcount, name="new-headcount"),
    path("centres/<int:centre_id>/", centres.centre_page, name="centre"),
    path("centres/<int:centre_id>/facts/", facts.amendment, name="amend-centre"),
    path("centres/<int:centre_id>/closing/", facts.closing, name="close-centre"),
    path("centres/<int:centre_id>/rooms/new/", facts.new_room, name="new-room"),
    path("centres/<int:centre_id>/floor-areas/new/", facts.new_floor_area, name="new-floor-area"),
    path("centres/<int:centre_id>/agreements/new/", facts.new_agreement, name="new-agreement"),
    path("agreements/<int:agreement_id>/end/", facts.agreement_end, name="end-agreement"),
    path("floor-areas/<int:floor_area_id>/file/", centres.evidence, name="evidence"),
    path("norms/", network.norms, name="norms"),
    path("import/", sheets.upload, name="import"),
    path("import/templates/<str:kind>.xlsx", sheets.blank, name="blank-sheet"),
    path("import/<str:token>/", sheets.trial_page, name="trial"),
]

workdays = [
    path("", calendar.year_page, name="year"),
    path("notice/", calendar.notice_page, name="notice"),
]
opening = [
    path("", openings.near, name="near"),
    path("<int:centre_id>/", openings.centre_hours, name="centre"),
    path("<int:centre_id>/hours.ics", openings.centre_feed, name="feed"),
    path("<int:centre_id>/rules/<str:layer>/", hours.new_rule, name="new-rule"),
    path("rules/<int:rule_id>/", hours.rule_page, name="rule"),
    path("rules/<int:rule_id>/removal/", hours.removal, name="drop-rule"),
]
