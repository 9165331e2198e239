"""Every address of the house, and what stands in for the keys in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from tests.sweep.world import KNOWN, Objects

# address -> which object each of its keys names
KEYS: dict[str, dict[str, str]] = {
    "paperwork:verify-code": {"code": "code"},
    "paperwork:paper-print": {"pk": "paper"},
    "attachment": {"pk": "attachment"},
    "ui:view-drop": {"pk": "view"},
    "ui:referral-new": {"uid": "dispute"},
    "ui:restrict": {"uid": "dispute"},
    "ui:restrict-lift": {"uid": "dispute"},
    "ui:referral-sign": {"pk": "referral"},
    "ui:referral-return": {"pk": "referral"},
    "ui:referral-answer": {"pk": "referral"},
    "ui:amend": {"uid": "dispute"},
    "ui:reason": {"uid": "dispute"},
    "ui:bulk": {"listing": "listing", "act": "bulk_act"},
    "ui:draft-save": {"form": "form"},
    "ui:draft-drop": {"form": "form"},
    "exchange:import": {"entry": "entry"},
    "exchange:template": {"entry": "entry"},
    "exchange:batch": {"pk": "batch"},
    "exchange:batch-progress": {"pk": "batch"},
    "exchange:row-decide": {"pk": "batch", "number": "number"},
    "exchange:batch-confirm": {"pk": "batch"},
    "exchange:batch-rejected": {"pk": "batch"},
    "exchange:export-file": {"pk": "export"},
    "exchange:work": {"pk": "work"},
    "exchange:work-stop": {"pk": "work"},
    "step": {"area": "area", "uid": "dispute", "key": "step"},
    "mediation:dispute": {"uid": "dispute"},
    "mediation:case-apply": {"uid": "dispute"},
    "mediation:party-new": {"uid": "dispute"},
    "mediation:party-edit": {"uid": "dispute", "party": "party"},
    "mediation:party-reveal": {"uid": "dispute", "party": "party"},
    "mediation:party-code": {"uid": "dispute", "party": "party"},
    "mediation:heard": {"uid": "dispute"},
    "mediation:attachment-new": {"uid": "dispute"},
    "mediation:case": {"uid": "case"},
    "mediation:paper-issue": {"uid": "case", "paper": "paper_key"},
    "mediation:bundle": {"uid": "case"},
    "mediation:dispute-matches": {"uid": "dispute"},
    "mediation:dispute-decide": {"uid": "dispute"},
    "mediation:prevention-new": {"uid": "dispute"},
    "mediation:prevention": {"uid": "prevention"},
    "mediation:dispute-paper": {"uid": "dispute", "paper": "dispute_paper"},
    "mediation:round": {"uid": "round"},
    "mediation:round-remind": {"uid": "round"},
    "mediation:return": {"uid": "return"},
    "mediation:return-paper": {"uid": "return", "paper": "return_paper"},
    "mediation:item-matches": {"uid": "item"},
    "mediation:item-decide": {"uid": "item"},
    "mediation:item": {"uid": "item"},
    "mediation:clue": {"uid": "clue"},
    "mediation:claim": {"uid": "claim"},
    "mediation:hint": {"uid": "hint"},
    "mediation:batch": {"uid": "subsidy_batch"},
    "mediation:batch-notice": {"uid": "subsidy_batch"},
    "mediation:committee": {"uid": "committee"},
    "mediation:committee-act": {"uid": "committee", "act": "committee_act"},
    "mediation:court-letter": {"uid": "committee"},
    "mediation:mediator": {"uid": "mediator"},
    "mediation:mediator-reveal": {"uid": "mediator"},
    "mediation:mediator-act": {"uid": "mediator", "act": "mediator_act"},
    "mediation:appointment-act": {"uid": "appointment", "act": "appointment_act"},
    "mediation:room-act": {"uid": "room", "act": "body_act"},
    "mediation:center": {"uid": "center"},
    "mediation:center-act": {"uid": "center", "act": "body_act"},
    "portal:office": {"code": "office_code"},
    "mediation-portal:begin": {"office": "office_code"},
    "mediation-portal:question": {"office": "office_code", "step": "question"},
    "mediation-portal:check": {"office": "office_code"},
    "mediation-portal:say": {"what": "what"},
    "mediation-portal:paper": {"pk": "paper"},
    "offices:office": {"pk": "office"},
    "offices:office-poster": {"pk": "office"},
    "offices:office-edit": {"pk": "office"},
    "people:person-show": {"pk": "user"},
    "people:post-new": {"pk": "user"},
    "people:password-reset": {"pk": "user"},
    "people:code-reset": {"pk": "user"},
    "people:account-unlock": {"pk": "user"},
    "people:account-switch": {"pk": "user"},
    "people:post-end": {"pk": "post"},
    "people:token-new": {"pk": "post"},
    "people:token-end": {"pk": "token"},
    "people:role-edit": {"key": "role"},
    "administration:calendar": {"year": "year"},
    "administration:day-save": {"year": "year"},
    "administration:notice-import": {"year": "year"},
    "administration:parameter": {"key": "parameter"},
    "administration:parameter-end": {"key": "parameter"},
    "administration:queue-revive": {"pk": "dead"},
    "administration:partner": {"pk": "partner"},
    "administration:partner-key-new": {"pk": "partner"},
    "administration:partner-key-end": {"pk": "partner", "key": "partner_key"},
    "administration:partner-endpoint": {"pk": "partner"},
    "administration:delivery-replay": {"pk": "delivery"},
    "mobile:capture": {"entry": "capture"},
    "mobile:correction": {"pk": "captured"},
    "workbench:figure": {"key": "measure"},
    "workbench:figure-export": {"key": "measure"},
    "api:matter": {"uid": "case"},
    "api:step_form": {"uid": "case", "key": "case_step"},
    "api:step": {"uid": "case", "key": "case_step"},
    "api:figure": {"key": "measure"},
    "api:units": {"key": "measure"},
    "api:counted": {"key": "measure"},
    "api:paper": {"pk": "paper"},
    "api:paper_reason": {"pk": "paper"},
    "api:item": {"uid": "item"},
    "api:partner_item": {"uid": "item"},
    "api:dispute": {"uid": "dispute"},
    "api:party_new": {"uid": "dispute"},
    "api:party_edit": {"uid": "dispute", "party": "party"},
    "api:party_reveal": {"uid": "dispute", "party": "party"},
    "api:case_new": {"uid": "dispute"},
    "api:case": {"uid": "case"},
    "api:paper_list": {"uid": "case"},
    "api:paper_issue": {"uid": "case", "paper": "paper_key"},
}
# Keys that name the same for everybody: nothing of it lies beyond anybody's range.
SHARED = frozenset({"year", "form", "number", "area", "question", "what"})


@dataclass(frozen=True)
class Address:
    """One line of the resolver."""

    name: str
    route: str
    params: frozenset[str]
    view: Callable[..., Any]

    @property
    def permission(self) -> str:
        """What the door asks for."""
        return str(getattr(self.view, "permission", ""))

    @property
    def objects(self) -> frozenset[str]:
        """Which objects its keys name."""
        return frozenset(KEYS.get(self.name, {}).values())

    @property
    def keyed(self) -> bool:
        """Whether it shows one thing that may lie beyond a range."""
        return bool(self.objects - SHARED)

    def kwargs(self, objects: Objects) -> dict[str, object]:
        """The keys of this address, from a world."""
        return {name: objects[key] for name, key in KEYS.get(self.name, {}).items()}


def walk(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address below a resolver."""
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            params = frozenset(each.pattern.regex.groupindex) | _outer(prefix)
            yield Address(":".join((*spaces, each.name)) if each.name else "", route, params, each.callback)
        else:
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from walk(each, route, inner)


def _outer(prefix: str) -> frozenset[str]:
    return frozenset(part.split(":")[-1].rstrip(">") for part in prefix.split("/") if part.startswith("<"))


__all__ = ["KEYS", "KNOWN", "SHARED", "Address", "walk"]
