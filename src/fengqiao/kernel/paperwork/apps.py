from django.apps import AppConfig


class Paperwork(AppConfig):
    name = "fengqiao.kernel.paperwork"

    def ready(self) -> None:
        """Make the events of papers known."""
        from fengqiao.kernel.journal import events
        from fengqiao.kernel.paperwork.events import KINDS

        events.register(KINDS)
