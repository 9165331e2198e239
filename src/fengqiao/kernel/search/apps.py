from django.apps import AppConfig


class Search(AppConfig):
    name = "fengqiao.kernel.search"
