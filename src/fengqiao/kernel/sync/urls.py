"""The address of the upload."""

from django.urls import path

from fengqiao.kernel.sync import views

app_name = "sync"
urlpatterns = [path("", views.upload, name="upload")]
