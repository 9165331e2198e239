"""The doors of the lines of work: what they declare is handed to its room, and what they name exists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps

from fengqiao.business.mediation import flow
from fengqiao.business.mediation.module import MODULE
from fengqiao.kernel.casework.duties import DUTIES
from fengqiao.kernel.casework.numbers import REGISTERS
from fengqiao.kernel.casework.registry import CASES, PAGES
from fengqiao.kernel.identity.permissions import PERMISSIONS, ROLES
from fengqiao.kernel.journal.events import KINDS
from fengqiao.kernel.measures.declarations import MEASURES
from fengqiao.kernel.module.checks import check_modules, missing, names_of_pages
from fengqiao.kernel.module.declaration import Nav, Panel
from fengqiao.kernel.module.registry import MODULES, ask, modules, open_door
from fengqiao.kernel.paperwork.declarations import PAPERS


def test_what_a_line_declares_stands_in_the_rooms_that_keep_it():
    assert MODULES["mediation"] is MODULE
    assert [module.key for module in modules() if module.key == "mediation"] == ["mediation"]
    nouns = ["intake", "dispute", "case", "prevention", "round", "return", "claim", "batch", "hint"]
    assert [each.noun for each in MODULE.flows] == nouns
    assert {CASES[each.key].flow for each in MODULE.flows} == set(MODULE.flows)
    assert PAGES["mediation.case"] == "mediation:case"
    for declared, kept in (
        (MODULE.duties, DUTIES),
        (MODULE.papers, PAPERS),
        (MODULE.registers, REGISTERS),
        (MODULE.measures, MEASURES),
        (MODULE.kinds, KINDS),
    ):
        assert [kept[each.key] for each in declared] == list(declared)
    assert {key: PERMISSIONS[key] for key in MODULE.permissions} == dict(MODULE.permissions)
    assert {key: ROLES[key] for key in MODULE.roles} == dict(MODULE.roles)
    assert all(flow.CASE.kind(step.key) in KINDS for step in flow.CASE)


def test_a_door_may_be_opened_again():
    open_door("fengqiao.business.mediation")

    assert MODULES["mediation"] is MODULE


def test_everything_a_line_names_exists():
    assert check_modules() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"nav": (Nav(label="空", url="mediation:nowhere", icon="x", may="mediation.view"),)},
            "navigation 空: page mediation:nowhere",
        ),
        (
            {"nav": (Nav(label="空", url="mediation:dispute-list", icon="x", may="x.y"),)},
            "navigation 空: permission x.y",
        ),
        ({"panels": (Panel(slot="x", url="x:nowhere", label="空", may="mediation.view"),)}, "panel 空: page x:nowhere"),
        ({"panels": (Panel(slot="x", url="mediation:dispute", label="空", may="x.y"),)}, "panel 空: permission x.y"),
        ({"duties": (replace(DUTIES["mediation.triage"], late=((1, "x.y"),)),)}, "mediation.triage: permission x.y"),
        ({"duties": (replace(DUTIES["mediation.triage"], limit="x.y"),)}, "mediation.triage: limit x.y"),
        ({"pages": {"mediation.case": "mediation:nowhere"}}, "mediation.case: page mediation:nowhere"),
        ({"duties": (replace(DUTIES["mediation.triage"], page="nowhere"),)}, "mediation.triage: page nowhere"),
        ({"duties": (replace(DUTIES["mediation.triage"], may="x.y"),)}, "mediation.triage: permission x.y"),
        ({"papers": (replace(PAPERS["mediation.agreement"], register="x.y"),)}, "mediation.agreement: register x.y"),
        ({"roles": {"clerk": replace(ROLES["office_clerk"], may=("x.y",))}}, "role clerk: permission x.y"),
        ({"answers": {"what.ever": list}}, "question what.ever"),
    ],
)
def test_what_a_line_names_and_nobody_declares_is_told_at_start(wrong: dict[str, object], sentence: str):
    assert sentence in list(missing(replace(MODULE, **wrong), names_of_pages()))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"may": "x.y"}, "mediation.case.accept: permission x.y"),
        ({"papers": ("x.y",)}, "mediation.case.accept: paper x.y"),
        ({"starts": ("x.y",)}, "mediation.case.accept: duty x.y"),
        ({"stops": ("x.y",)}, "mediation.case.accept: duty x.y"),
        ({"duty": "x.y"}, "mediation.case.accept: duty x.y"),
        ({"then": ("nowhere",)}, "mediation.case.accept: step nowhere"),
        ({"src": ("nowhere",)}, "mediation.case.accept: state nowhere"),
        ({"dst": "nowhere"}, "mediation.case.accept: state nowhere"),
        ({"form": "NoForm"}, "mediation.case.accept: form NoForm"),
    ],
)
def test_what_a_step_names_and_nobody_declares_is_told_at_start(
    wrong: dict[str, object], sentence: str, monkeypatch: pytest.MonkeyPatch
):
    course = replace(flow.CASE, steps=(replace(flow.CASE["accept"], **wrong),))
    monkeypatch.setattr(CASES["mediation.case"], "flow", course)

    assert sentence in list(missing(MODULE, names_of_pages()))


def test_a_question_goes_to_all_rooms_in_their_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(MODULES, "mediation", replace(MODULE, answers={"home.figures": lambda *asked: asked}))
    for key in set(MODULES) - {"mediation"}:
        monkeypatch.setitem(MODULES, key, replace(MODULES[key], answers={}))

    assert ask("home.figures", 1, 2) == [(1, 2)]
    assert ask("home.actions") == []
    with pytest.raises(LookupError, match="who"):
        ask("who.knows")


def test_a_foreign_key_points_into_its_own_package_or_the_kernel():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("fengqiao.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if _package(field.related_model.__module__) not in (_package(model.__module__), "kernel", "")
    ]

    assert wrong == []


def _package(module: str) -> str:
    parts = module.split(".")
    if parts[0] != "fengqiao":
        return ""
    return "kernel" if parts[1] == "kernel" else ".".join(parts[1:3])
