"""Services for everybody; cases, ratings and skills for who works with them."""

from django.urls import path

from jiamenkou.services.views import (
    bad_ratings,
    cases,
    catalogue,
    files,
    new_cases,
    papers,
    public_ratings,
    ratings,
    skills,
    steps,
    transfers,
)

app_name = "services"
urlpatterns = [
    path("", catalogue.search_page, name="search"),
    path("<slug:code>/", catalogue.item_page, name="item"),
]

case_urls = [
    path("", cases.case_list, name="list"),
    path("new/", new_cases.new_case, name="new"),
    path("<int:case_id>/", cases.case_page, name="case"),
    path("<int:case_id>/steps/<slug:step>/", steps.step, name="step"),
    path("<int:case_id>/papers/", papers.ticks, name="papers"),
    path("<int:case_id>/papers/new/", papers.new_paper, name="new-paper"),
    path("<int:case_id>/notices/<int:number>/", papers.notice_page, name="notice"),
    path("<int:case_id>/files/", files.new_file, name="new-file"),
    path("files/<int:file_id>/file/", files.file_content, name="file"),
    path("files/<int:file_id>/removal/", files.file_removal, name="remove-file"),
    path("<int:case_id>/transfers/", transfers.new_transfer, name="new-transfer"),
    path("transfers/<int:transfer_id>/", transfers.transfer_answer, name="transfer"),
    path("<int:case_id>/rating/", ratings.new_rating, name="rating"),
    path("<int:case_id>/invitation/", ratings.invitation, name="invitation"),
]
rating_urls = [
    path("", ratings.rating_list, name="list"),
    path("published/", public_ratings.published, name="published"),
    path("link/<str:secret>/", public_ratings.rate_page, name="rate"),
    path("bad/", bad_ratings.bad_list, name="bad-list"),
    path("bad/<int:bad_id>/", bad_ratings.bad_page, name="bad"),
    path("bad/<int:bad_id>/steps/<slug:step>/", bad_ratings.bad_step, name="bad-step"),
]
skill_urls = [
    path("", skills.matrix_page, name="matrix"),
    path("cover/", skills.cover_page, name="cover"),
    path("new/", skills.new_skill, name="new"),
    path("<int:skill_id>/", skills.skill_page, name="skill"),
    path("offers/", skills.offer_list, name="offers"),
    path("offers/new/", skills.new_offer, name="new-offer"),
    path("offers/<int:offer_id>/", skills.offer_page, name="offer"),
]
