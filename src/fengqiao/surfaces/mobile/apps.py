from django.apps import AppConfig


class Mobile(AppConfig):
    name = "fengqiao.surfaces.mobile"
    verbose_name = "移动端"
