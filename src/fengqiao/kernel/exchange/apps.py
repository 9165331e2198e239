from django.apps import AppConfig


class Exchange(AppConfig):
    name = "fengqiao.kernel.exchange"

    def ready(self) -> None:
        from fengqiao.kernel.exchange.events import KINDS
        from fengqiao.kernel.journal.events import register

        register(KINDS)
