"""Resources of the hall: desks, numbers, screens, boards; and of appointments."""

from django.urls import path

from jiamenkou.hall.views import boards, booking, desk, screens, taking, tickets

app_name = "hall"
urlpatterns = [
    path("", boards.halls, name="halls"),
    path("counters/<int:counter_id>/sitting/", desk.sitting, name="sitting"),
    path("counters/<int:counter_id>/calls/", desk.call, name="call"),
    path("counters/<int:counter_id>/retirement/", boards.retirement, name="retirement"),
    path("tickets/<int:ticket_id>/", tickets.story, name="story"),
    path("tickets/<int:ticket_id>/steps/", desk.step, name="step"),
    path("tickets/<int:ticket_id>/transfer/", desk.transfer, name="transfer"),
    path("tickets/<int:ticket_id>/visitor/", desk.visitor, name="visitor"),
    path("tickets/<int:ticket_id>/cases/", desk.case, name="case"),
    path("desk/", desk.desk, name="desk"),
    path("classes/", boards.classes, name="classes"),
    path("<int:centre_id>/board/", boards.board, name="board"),
    path("<int:centre_id>/days/<str:day>/", boards.report, name="report"),
    path("<int:centre_id>/appointments/", boards.appointments, name="appointments"),
    path("<int:centre_id>/counters/", boards.counters, name="counters"),
    path("<int:centre_id>/screen/", screens.screen, name="screen"),
    path("<int:centre_id>/take.svg", screens.code, name="take-code"),
    path("<int:centre_id>/kiosk/", taking.kiosk, name="kiosk"),
    path("<int:centre_id>/take/", taking.take, name="take"),
    path("<int:centre_id>/arrival/", taking.arrival, name="arrival"),
]

ticket = (
    [
        path("<str:secret>/", tickets.page, name="page"),
        path("<str:secret>/change/", tickets.change, name="change"),
        path("<str:secret>/code.svg", tickets.code, name="code"),
    ],
    "ticket",
)
booking_urls = (
    [
        path("", booking.services, name="services"),
        path("<slug:code>/", booking.centres, name="centres"),
        path("<slug:code>/<int:centre_id>/", booking.times, name="times"),
    ],
    "booking",
)
appointment = (
    [
        path("<str:secret>/", booking.page, name="page"),
        path("<str:secret>/release/", booking.release, name="release"),
        path("<str:secret>/cancellation/", booking.cancellation, name="cancellation"),
        path("<str:secret>/move/", booking.move, name="move"),
        path("<str:secret>/arrival/", booking.arrival, name="arrival"),
        path("<str:secret>/appointment.ics", booking.calendar, name="calendar"),
    ],
    "appointment",
)
"""What one has, opened by its secret."""

live = [
    path("halls/<int:centre_id>/", screens.live_hall, name="live-hall"),
    path("screens/<int:centre_id>/", screens.live_screen, name="live-screen"),
    path("tickets/<str:secret>/", tickets.live, name="live-ticket"),
]
"""Streams, answered natively by the ASGI side under /live/."""
