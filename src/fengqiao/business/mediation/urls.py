"""Addresses of mediation; the steps have one page of the kernel."""

from __future__ import annotations

from django.urls import path

from fengqiao.business.mediation.views import clues, matters

app_name = "mediation"
urlpatterns = [
    path("disputes/", matters.dispute_list, name="dispute-list"),
    path("disputes/export/", matters.dispute_export, name="dispute-export"),
    path("disputes/new/", matters.dispute_new, name="dispute-new"),
    path("disputes/oral/", matters.oral_new, name="oral-new"),
    path("disputes/<uuid:uid>/", matters.dispute, name="dispute"),
    path("disputes/<uuid:uid>/apply/", matters.case_apply, name="case-apply"),
    path("disputes/<uuid:uid>/parties/new/", matters.party_new, name="party-new"),
    path("disputes/<uuid:uid>/parties/<uuid:party>/", matters.party_edit, name="party-edit"),
    path("disputes/<uuid:uid>/parties/<uuid:party>/reveal/", matters.party_reveal, name="party-reveal"),
    path("disputes/<uuid:uid>/attach/", matters.attachment_new, name="attachment-new"),
    path("cases/", matters.case_list, name="case-list"),
    path("cases/export/", matters.case_export, name="case-export"),
    path("cases/<uuid:uid>/", matters.case, name="case"),
    path("cases/<uuid:uid>/papers/<str:paper>/", matters.paper_issue, name="paper-issue"),
    path("cases/<uuid:uid>/bundle/", matters.bundle, name="bundle"),
    path("clues/", clues.clue_list, name="clue-list"),
    path("clues/new/", clues.clue_new, name="clue-new"),
    path("clues/<uuid:uid>/", clues.clue, name="clue"),
    path("items/", matters.item_list, name="item-list"),
    path("items/export/", matters.item_export, name="item-export"),
    path("items/<uuid:uid>/", matters.item, name="item"),
]
