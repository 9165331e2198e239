from django.apps import AppConfig


class Places(AppConfig):
    name = "fengqiao.kernel.places"
