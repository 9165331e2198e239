from django.apps import AppConfig


class PortalSurface(AppConfig):
    name = "fengqiao.surfaces.portal"
    label = "portal"
