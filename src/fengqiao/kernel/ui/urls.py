"""The addresses of the interface room."""

from django.urls import path

from fengqiao.kernel.ui import amend, bulk, divisions, drafts, mergers, reasons, referrals, sealing, views

app_name = "ui"
urlpatterns = [
    path("narrow/", views.narrow, name="narrow"),
    path("view/", views.view_save, name="view-save"),
    path("view/<uuid:pk>/drop/", views.view_drop, name="view-drop"),
    path("bulk/<str:listing>/<slug:act>/", bulk.many, name="bulk"),
    path("regions/", views.region_find, name="region-find"),
    path("referrals/", referrals.referral_list, name="referral-list"),
    path("referrals/new/<uuid:uid>/", referrals.referral_new, name="referral-new"),
    path("referrals/<uuid:pk>/sign/", referrals.referral_sign, name="referral-sign"),
    path("referrals/<uuid:pk>/return/", referrals.referral_return, name="referral-return"),
    path("referrals/<uuid:pk>/answer/", referrals.referral_answer, name="referral-answer"),
    path("restrict/<uuid:uid>/", sealing.restrict_page, name="restrict"),
    path("restrict/<uuid:uid>/lift/", sealing.restrict_lift, name="restrict-lift"),
    path("mergers/", mergers.merger, name="merger"),
    path("mergers/divisions/", mergers.division_merger, name="division-merger"),
    path("divisions/", divisions.divisions, name="divisions"),
    path("amend/<uuid:uid>/", amend.amend_page, name="amend"),
    path("reason/<uuid:uid>/", reasons.reason, name="reason"),
    path("draft/<slug:form>/", drafts.draft_save, name="draft-save"),
    path("draft/<slug:form>/drop/", drafts.draft_drop, name="draft-drop"),
    path("catalogue/", views.catalogue_page, name="catalogue"),
]
