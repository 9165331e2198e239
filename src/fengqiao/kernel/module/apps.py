from django.apps import AppConfig


class Module(AppConfig):
    name = "fengqiao.kernel.module"
