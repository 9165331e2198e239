from django.apps import AppConfig


class Notices(AppConfig):
    name = "fengqiao.kernel.notice"

    def ready(self) -> None:
        from fengqiao.kernel.notice import feed  # noqa: F401 — the consumer makes itself known
