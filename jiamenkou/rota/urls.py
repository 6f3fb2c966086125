"""Resources of rosters: months, sick calls, swaps, leave, what is owed; who is on duty now."""

from django.urls import path

from jiamenkou.rota.views import (
    absences,
    generations,
    leave,
    ledger,
    mine,
    months,
    papers,
    public,
    publications,
    registers,
    rosters,
    rules,
    swaps,
    years,
)

app_name = "rota"
urlpatterns = [
    path("", months.month_list, name="months"),
    path("rosters/", months.new_rosters, name="new-rosters"),
    path("rosters/new/", months.new_roster, name="new-roster"),
    path("rosters/<int:roster_id>/", rosters.roster_page, name="roster"),
    path("rosters/<int:roster_id>/days/", rosters.day, name="day"),
    path("rosters/<int:roster_id>/gaps/", rosters.gap, name="gap"),
    path("rosters/<int:roster_id>/people/<int:person_id>/", rosters.person, name="person"),
    path("rosters/<int:roster_id>/absence/", absences.absence, name="absence"),
    path("rosters/<int:roster_id>/publication/", publications.publication, name="publication"),
    path("rosters/<int:roster_id>/generations/", generations.new_generation, name="new-generation"),
    path("rosters/<int:roster_id>/board/", papers.board, name="roster-board"),
    path("rosters/<int:roster_id>/month.xlsx", papers.month_sheet, name="roster-sheet"),
    path("generations/<int:generation_id>/", generations.generation_page, name="generation"),
    path("generations/<int:generation_id>/stop/", generations.stop, name="stop-generation"),
    path("mine/", mine.my_shifts, name="mine"),
    path("mine/duties/<int:duty_id>/", swaps.my_duty, name="my-duty"),
    path("mine/swaps/<int:swap_id>/", swaps.my_swap, name="my-swap"),
    path("mine/wishes/new/", mine.new_wish, name="new-wish"),
    path("mine/wishes/<int:wish_id>/end/", mine.wish_end, name="end-wish"),
    path("mine/leave/new/", mine.new_leave, name="new-leave"),
    path("mine/leave/<int:leave_id>/withdrawal/", mine.leave_end, name="end-leave"),
    path("mine/ledger/", mine.my_ledger, name="my-ledger"),
    path("mine/calendar/", mine.my_feed, name="my-feed"),
    path("calendars/<str:secret>.ics", public.calendar, name="calendar"),
    path("swaps/", swaps.swap_list, name="swaps"),
    path("leave/", leave.leave_list, name="leave-list"),
    path("leave/new/", leave.leave_of, name="leave-of"),
    path("leave/<int:leave_id>/", leave.leave_page, name="leave"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/people/<int:person_id>/", ledger.person_ledger, name="person-ledger"),
    path("ledger/entries/<int:entry_id>/", ledger.entry_page, name="ledger-entry"),
    path("postings/", registers.posting_list, name="postings"),
    path("postings/new/", registers.new_posting, name="new-posting"),
    path("postings/<int:posting_id>/", registers.posting, name="posting"),
    path("postings/<int:posting_id>/end/", registers.posting_end, name="end-posting"),
    path("shifts/", registers.pattern_list, name="patterns"),
    path("shifts/new/", registers.new_pattern, name="new-pattern"),
    path("shifts/<int:pattern_id>/", registers.pattern, name="pattern"),
    path("shifts/<int:pattern_id>/end/", registers.pattern_end, name="end-pattern"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/<str:code>/", rules.rule_page, name="rule"),
    path("years/<str:code>/", years.area_year, name="area-year"),
    path("centres/<int:centre_id>/year/", years.centre_year, name="centre-year"),
    path("on-duty/<int:centre_id>/", public.on_duty, name="on-duty"),
]

live = [
    path("generations/<int:generation_id>/", generations.live_generation, name="live-generation")
]
"""Streams, answered natively by the ASGI side under /live/."""
