from django.apps import AppConfig


class Workbench(AppConfig):
    name = "fengqiao.surfaces.workbench"

    def ready(self) -> None:
        from fengqiao.kernel.ui.page import provide_shell
        from fengqiao.surfaces.workbench.shell import shell_for

        provide_shell(shell_for)
