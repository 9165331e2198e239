"""The addresses of 研判: the search page."""

from django.urls import path

from fengqiao.insight import views

app_name = "insight"
urlpatterns = [path("search/", views.search, name="search")]
