"""Addresses of papers; mounted at the root, so that the address in a QR code stays short."""

from __future__ import annotations

from django.urls import path

from fengqiao.kernel.paperwork import views

app_name = "paperwork"
urlpatterns = [
    path("verify/", views.verify_page, name="verify"),
    path("verify/<str:code>/", views.verify_page, name="verify-code"),
    path("papers/<uuid:pk>.pdf", views.paper_print, name="paper-print"),
]
