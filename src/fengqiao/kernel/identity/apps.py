from django.apps import AppConfig


class Identity(AppConfig):
    name = "fengqiao.kernel.identity"
