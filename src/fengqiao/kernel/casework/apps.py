from django.apps import AppConfig


class Casework(AppConfig):
    name = "fengqiao.kernel.casework"

    def ready(self) -> None:
        from fengqiao.kernel.casework import duties, events, searching  # noqa: F401 — searching follows the feed
        from fengqiao.kernel.journal.events import FOLLOWERS, register

        register(events.KINDS)
        if duties.close_after not in FOLLOWERS:
            FOLLOWERS.append(duties.close_after)
