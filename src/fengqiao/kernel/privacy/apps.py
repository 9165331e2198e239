from django.apps import AppConfig


class Privacy(AppConfig):
    name = "fengqiao.kernel.privacy"
