from django.apps import AppConfig


class ModuleRoom(AppConfig):
    name = "fengqiao.kernel.module"

    def ready(self) -> None:
        from fengqiao.kernel.module import checks  # noqa: F401 — registers the start-up check
