from django.apps import AppConfig


class Ui(AppConfig):
    name = "fengqiao.kernel.ui"

    def ready(self) -> None:
        from fengqiao.kernel.exchange.pages import provide_page
        from fengqiao.kernel.ui.page import page

        provide_page(page)
