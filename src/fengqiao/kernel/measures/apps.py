from django.apps import AppConfig


class Measures(AppConfig):
    name = "fengqiao.kernel.measures"

    def ready(self) -> None:
        from fengqiao.kernel.journal.sequencer import STAMPS
        from fengqiao.kernel.measures.models import stamps

        STAMPS.extend(statement for statement in stamps() if statement not in STAMPS)
