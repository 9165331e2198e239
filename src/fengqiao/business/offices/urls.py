"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from fengqiao.business.offices import views

app_name = "offices"
urlpatterns = [
    path("directory/", views.office_list, name="office-list"),
    path("directory/<uuid:pk>/", views.office, name="office"),
    path("directory/<uuid:pk>/poster/", views.office_poster, name="office-poster"),
    path("directory/<uuid:pk>/edit/", views.office_edit, name="office-edit"),
]
