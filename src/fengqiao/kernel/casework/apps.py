from django.apps import AppConfig


class Casework(AppConfig):
    name = "fengqiao.kernel.casework"
