from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Queue(AppConfig):
    name = "fengqiao.kernel.queue"

    def ready(self) -> None:
        autodiscover_modules("jobs")  # a worker must know every job, also those no page of its process has imported
