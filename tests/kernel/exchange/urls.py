"""The addresses the tests of this room need, whatever the lines of work add."""

from django.urls import include, path

urlpatterns = [path("exchange/", include("fengqiao.kernel.exchange.urls"))]
