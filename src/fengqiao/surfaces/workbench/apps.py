from django.apps import AppConfig


class Workbench(AppConfig):
    name = "fengqiao.surfaces.workbench"
