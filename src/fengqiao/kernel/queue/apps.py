from django.apps import AppConfig


class Queue(AppConfig):
    name = "fengqiao.kernel.queue"
