from django.apps import AppConfig


class Ui(AppConfig):
    name = "fengqiao.kernel.ui"
