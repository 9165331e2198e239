"""The addresses of the interface room."""

from django.urls import path

from fengqiao.kernel.ui import views

app_name = "ui"
urlpatterns = [
    path("narrow/", views.narrow, name="narrow"),
    path("view/", views.view_save, name="view-save"),
    path("view/<uuid:pk>/drop/", views.view_drop, name="view-drop"),
    path("regions/", views.region_find, name="region-find"),
    path("catalogue/", views.catalogue_page, name="catalogue"),
]
