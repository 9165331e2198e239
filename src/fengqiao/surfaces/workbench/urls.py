"""The addresses of the workbench's own pages."""

from django.urls import path

from fengqiao.surfaces.workbench import figures, home

app_name = "workbench"
urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", home.notices, name="notices"),
    path("start/", home.start, name="start"),
    path("figures/", figures.figure_list, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    path("figures/<str:key>/export/", figures.figure_export, name="figure-export"),
]
