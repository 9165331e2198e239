from django.apps import AppConfig


class Api(AppConfig):
    name = "fengqiao.surfaces.api"
