from django.apps import AppConfig


class Journal(AppConfig):
    name = "fengqiao.kernel.journal"
