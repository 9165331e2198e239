"""The addresses of the phone, all below the one its service worker answers for."""

from django.urls import path

from fengqiao.surfaces.mobile import captures, pages, shell

app_name = "mobile"
urlpatterns = [
    path("", pages.home, name="home"),
    path("duties/", pages.duty_list, name="duties"),
    path("matters/", pages.matter_list, name="matters"),
    path("capture/<str:entry>/", captures.capture_new, name="capture"),
    path("corrections/", captures.correction_list, name="corrections"),
    path("corrections/<uuid:pk>/", captures.correction, name="correction"),
    path("outbox/", captures.outbox, name="outbox"),
    path("device/", captures.device_new, name="device"),
    path("me/", pages.me, name="me"),
    path("sign-out/", shell.sign_out, name="sign-out"),
    path("offline/", shell.offline, name="offline"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("worker.js", shell.worker, name="worker"),
]
