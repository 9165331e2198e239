from django.apps import AppConfig


class Parameters(AppConfig):
    name = "fengqiao.kernel.parameters"
