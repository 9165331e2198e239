from django.apps import AppConfig


class Exchange(AppConfig):
    name = "fengqiao.kernel.exchange"
