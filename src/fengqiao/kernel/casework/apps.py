from django.apps import AppConfig


class Casework(AppConfig):
    name = "fengqiao.kernel.casework"

    def ready(self) -> None:
        from fengqiao.kernel.casework import duties, events, searching  # noqa: F401 — searching follows the feed
        from fengqiao.kernel.casework.referral import RESTRICT, SIGNING
        from fengqiao.kernel.identity.permissions import PERMISSIONS
        from fengqiao.kernel.journal.events import FOLLOWERS, register
        from fengqiao.kernel.parameters.registry import declare

        register(events.KINDS)
        PERMISSIONS["casework.refer"] = "发出、签收、退回和反馈流转件"
        PERMISSIONS[RESTRICT] = "设为和解除限制查阅"
        declare(SIGNING, "流转签收期限", {"value": 1, "unit": "working_day", "roll": False, "article": ""})
        if duties.close_after not in FOLLOWERS:
            FOLLOWERS.append(duties.close_after)
