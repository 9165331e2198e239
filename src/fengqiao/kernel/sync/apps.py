from django.apps import AppConfig


class Sync(AppConfig):
    name = "fengqiao.kernel.sync"

    def ready(self) -> None:
        from fengqiao.kernel.journal.events import register
        from fengqiao.kernel.parameters.registry import declare
        from fengqiao.kernel.sync.events import KINDS

        register(KINDS)
        declare(
            "sync.block",
            "移动终端预留号段",
            {"size": 10, "days": 30},
            article="平台规则",
            names={"size": "每段编号数", "days": "有效天数"},
        )
