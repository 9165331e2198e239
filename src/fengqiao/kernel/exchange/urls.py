"""The addresses of import, export and long work."""

from django.urls import path

from fengqiao.kernel.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import/<str:entry>/", views.import_start, name="import"),
    path("import/<str:entry>/template/", views.import_template, name="template"),
    path("batch/<uuid:pk>/", views.batch_page, name="batch"),
    path("batch/<uuid:pk>/progress/", views.batch_progress, name="batch-progress"),
    path("batch/<uuid:pk>/rows/<int:number>/", views.row_decide, name="row-decide"),
    path("batch/<uuid:pk>/confirm/", views.batch_confirm, name="batch-confirm"),
    path("batch/<uuid:pk>/rejected/", views.batch_rejected, name="batch-rejected"),
    path("export/<uuid:pk>/", views.export_file, name="export-file"),
    path("works/", views.work_list, name="work-list"),
    path("works/<uuid:pk>/", views.work_page, name="work"),
    path("works/<uuid:pk>/stop/", views.work_stop, name="work-stop"),
]
