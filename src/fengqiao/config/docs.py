"""The page of docs/ that is written from the declarations, so that it cannot say anything else (make docs)."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from fengqiao.kernel.casework.clock import Limit
from fengqiao.kernel.casework.duties import DUTIES, Duty
from fengqiao.kernel.casework.flow import Guard, T, Workflow
from fengqiao.kernel.module.registry import modules
from fengqiao.kernel.paperwork.declarations import PAPERS
from fengqiao.kernel.parameters.registry import DECLARED

_HEAD = """# Lawful courses (办理流程)

Written by `make docs` from the declarations in `flow.py` and `duties.py` of each line of work: do not edit.

An arrow carries the labels of the steps that lead there. Steps that keep the state stand in the table only. A state
that no arrow leaves is the end of the course. `mediation.rule` is held by nobody: such a step follows by rule from
another act.
"""


def write() -> None:
    """Write the page again."""
    page().write_text(flows())


def page() -> Path:
    """Where the page stands."""
    return Path(settings.ROOT) / "docs" / "flows.md"


def flows() -> str:
    """The courses of every line of work, then what waits for whom in it."""
    parts = [_HEAD]
    for module in modules():
        parts += [_course(flow) for flow in module.flows]
        if module.duties:
            parts.append("\n".join([f"## What waits for whom: {module.label}\n", *_duties(module.key)]) + "\n")
    return "\n".join(parts)


def _course(flow: Workflow) -> str:
    lines = [
        f"## {flow.label} (`{flow.key}`)\n",
        "```mermaid",
        *_diagram(flow),
        "```\n",
        f"Opened with `{flow.register}` ({flow.born}). {_changes(flow)}\n",
        *_table(
            ("step", "label", "from", "to", "permission", "papers", "starts", "stops", "follows by rule"),
            (_step(flow, step) for step in flow),
        ),
        "",
        *_conditions(flow),
    ]
    return "\n".join(lines) + "\n"


def _changes(flow: Workflow) -> str:
    if not flow.changes:
        return "What was written is never changed."
    concluded = "、".join(label for state, label in flow.states.items() if state in flow.concluded)
    return f"What was written is changed with `{flow.changes}`; once {concluded}, only by 更正 with its reason."


def _diagram(flow: Workflow) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield from (f'    state "{label}" as {state}' for state, label in flow.states.items())
    yield f"    [*] --> {flow.start}: {flow.born}"
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in flow:
        for source in step.src:
            if step.dst and step.dst != source:
                labels[source, step.dst].append(step.label)
    yield from (f"    {source} --> {target}: {' / '.join(said)}" for (source, target), said in labels.items())
    left = {source for source, _ in labels}
    yield from (f"    {state} --> [*]" for state in flow.states if state not in left)


def _step(flow: Workflow, step: T) -> Iterator[str]:
    yield f"`{step.key}`"
    yield step.label
    yield "、".join(flow.states[state] for state in step.src)
    yield flow.states[step.dst] if step.dst else "stays"
    yield f"`{step.may}`"
    yield "、".join(PAPERS[paper].label for paper in step.papers)
    yield "、".join(DUTIES[duty].label for duty in step.starts)
    yield "、".join(DUTIES[duty].label for duty in step.stops)
    yield "、".join(flow[following].label for following in step.then)


def _conditions(flow: Workflow) -> Iterator[str]:
    """Each step with what must be true, in the first sentence of its guards."""
    guarded = [step for step in flow if step.before or step.guards]
    if not guarded:
        return
    yield "Conditions (办理条件); those marked ◦ must be true before the form is shown:\n"
    for step in guarded:
        yield f"- **{step.label}**"
        yield from (f"    - ◦ {_sentence(guard)}" for guard in step.before)
        yield from (f"    - {_sentence(guard)}" for guard in step.guards)


def _sentence(guard: Guard) -> str:
    return f"{(inspect.getdoc(guard) or '').splitlines()[0]} `{getattr(guard, '__name__', '')}`"


def _duties(area: str) -> Iterator[str]:
    def cells(duty: Duty) -> Iterator[str]:
        yield f"`{duty.key}`"
        yield duty.label
        yield f"`{duty.may}`"
        row: Any = DECLARED[duty.limit].default if duty.limit else None
        yield f"{Limit(**row).words()} `{duty.limit}`" if row else ""
        yield "、".join(f"{days}日 `{permission}`" for days, permission in duty.late)

    own = (duty for duty in DUTIES.values() if duty.key.partition(".")[0] == area)
    yield from _table(
        ("duty", "label", "seen by", "default limit and its parameter", "when late, also seen by"), map(cells, own)
    )
    yield "\nA duty without a limit here gets its day from the service that starts it, or runs without a clock."


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(tuple(head))}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
