from django.apps import AppConfig


class Paperwork(AppConfig):
    name = "fengqiao.kernel.paperwork"
