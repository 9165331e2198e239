"""Addresses of mediation; the steps have one page of the kernel."""

from __future__ import annotations

from django.urls import path

from fengqiao.business.mediation.views import citizens, clues, matters, registers

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
    path("disputes/<uuid:uid>/parties/<uuid:party>/code/", citizens.party_code, name="party-code"),
    path("heard/<uuid:uid>/", citizens.heard, name="heard"),
    path("disputes/<uuid:uid>/attach/", matters.attachment_new, name="attachment-new"),
    path("disputes/<uuid:uid>/matches/", matters.dispute_matches, name="dispute-matches"),
    path("disputes/<uuid:uid>/decide/", matters.dispute_decide, name="dispute-decide"),
    path("disputes/<uuid:uid>/papers/<str:paper>/", matters.dispute_paper, name="dispute-paper"),
    path("cases/", matters.case_list, name="case-list"),
    path("cases/export/", matters.case_export, name="case-export"),
    path("cases/<uuid:uid>/", matters.case, name="case"),
    path("cases/<uuid:uid>/papers/<str:paper>/", matters.paper_issue, name="paper-issue"),
    path("cases/<uuid:uid>/bundle/", matters.bundle, name="bundle"),
    path("clues/", clues.clue_list, name="clue-list"),
    path("clues/new/", clues.clue_new, name="clue-new"),
    path("clues/<uuid:uid>/", clues.clue, name="clue"),
    path("bodies/", registers.committee_list, name="committee-list"),
    path("bodies/export/", registers.committee_export, name="committee-export"),
    path("bodies/new/", registers.committee_new, name="committee-new"),
    path("bodies/<uuid:uid>/", registers.committee, name="committee"),
    path("bodies/<uuid:uid>/letter/", registers.court_letter, name="court-letter"),
    path("bodies/<uuid:uid>/<slug:act>/", registers.committee_act, name="committee-act"),
    path("bodies/mediators/", registers.mediator_list, name="mediator-list"),
    path("bodies/mediators/export/", registers.mediator_export, name="mediator-export"),
    path("bodies/mediators/<uuid:uid>/", registers.mediator, name="mediator"),
    path("bodies/mediators/<uuid:uid>/reveal/", registers.mediator_reveal, name="mediator-reveal"),
    path("bodies/mediators/<uuid:uid>/<slug:act>/", registers.mediator_act, name="mediator-act"),
    path("bodies/appointments/<uuid:uid>/<slug:act>/", registers.appointment_act, name="appointment-act"),
    path("bodies/rooms/", registers.room_list, name="room-list"),
    path("bodies/rooms/<uuid:uid>/<slug:act>/", registers.room_act, name="room-act"),
    path("bodies/centers/", registers.center_list, name="center-list"),
    path("bodies/centers/new/", registers.center_new, name="center-new"),
    path("bodies/centers/<uuid:uid>/", registers.center, name="center"),
    path("bodies/centers/<uuid:uid>/<slug:act>/", registers.center_act, name="center-act"),
    path("items/", matters.item_list, name="item-list"),
    path("items/export/", matters.item_export, name="item-export"),
    path("items/<uuid:uid>/", matters.item, name="item"),
    path("items/<uuid:uid>/matches/", matters.item_matches, name="item-matches"),
    path("items/<uuid:uid>/decide/", matters.item_decide, name="item-decide"),
]
