"""Addresses of mediation; the steps have one page of the kernel."""

from __future__ import annotations

from django.urls import path

from fengqiao.business.mediation import views

app_name = "mediation"
urlpatterns = [
    path("disputes/", views.dispute_list, name="dispute-list"),
    path("disputes/export/", views.dispute_export, name="dispute-export"),
    path("disputes/new/", views.dispute_new, name="dispute-new"),
    path("disputes/oral/", views.oral_new, name="oral-new"),
    path("disputes/<uuid:uid>/", views.dispute, name="dispute"),
    path("disputes/<uuid:uid>/apply/", views.case_apply, name="case-apply"),
    path("disputes/<uuid:uid>/parties/new/", views.party_new, name="party-new"),
    path("disputes/<uuid:uid>/parties/<uuid:party>/", views.party_edit, name="party-edit"),
    path("disputes/<uuid:uid>/parties/<uuid:party>/reveal/", views.party_reveal, name="party-reveal"),
    path("disputes/<uuid:uid>/attach/", views.attachment_new, name="attachment-new"),
    path("disputes/<uuid:uid>/matches/", views.dispute_matches, name="dispute-matches"),
    path("disputes/<uuid:uid>/decide/", views.dispute_decide, name="dispute-decide"),
    path("disputes/<uuid:uid>/papers/<str:paper>/", views.dispute_paper, name="dispute-paper"),
    path("cases/", views.case_list, name="case-list"),
    path("cases/export/", views.case_export, name="case-export"),
    path("cases/<uuid:uid>/", views.case, name="case"),
    path("cases/<uuid:uid>/papers/<str:paper>/", views.paper_issue, name="paper-issue"),
    path("cases/<uuid:uid>/bundle/", views.bundle, name="bundle"),
    path("items/", views.item_list, name="item-list"),
    path("items/export/", views.item_export, name="item-export"),
    path("items/<uuid:uid>/", views.item, name="item"),
    path("items/<uuid:uid>/matches/", views.item_matches, name="item-matches"),
    path("items/<uuid:uid>/decide/", views.item_decide, name="item-decide"),
]
