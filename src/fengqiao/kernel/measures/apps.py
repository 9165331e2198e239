from django.apps import AppConfig


class Measures(AppConfig):
    name = "fengqiao.kernel.measures"
