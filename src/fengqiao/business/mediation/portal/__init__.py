"""The public pages of 人民调解 (群众端): apply, one question a screen; see how far it has come."""

from __future__ import annotations

from django.urls import path

from fengqiao.business.mediation.portal import application, progress, statement

app_name = "mediation-portal"
urlpatterns = [
    path("<str:office>/apply/", application.begin, name="begin"),
    path("<str:office>/apply/<int:step>/", application.question, name="question"),
    path("<str:office>/check/", application.check, name="check"),
    path("receipt/", application.receipt, name="receipt"),
    path("progress/", progress.progress, name="progress"),
    path("say/<str:what>/", statement.say, name="say"),
    path("material/", statement.material, name="material"),
    path("papers/<uuid:pk>.pdf", progress.paper, name="paper"),
]
