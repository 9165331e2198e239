"""The addresses the interface room needs under test, without the rest of the house."""

from django.urls import include, path

urlpatterns = [path("ui/", include("fengqiao.kernel.ui.urls"))]
