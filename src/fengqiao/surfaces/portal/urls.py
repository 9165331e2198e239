"""The addresses of the public face; those of the lines of work stand beside them, under their own keys."""

from django.urls import path

from fengqiao.surfaces.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("o/<str:code>/", views.office, name="office"),
    path("progress/", views.ask_progress, name="ask"),
    path("leave/", views.leave, name="leave"),
]
