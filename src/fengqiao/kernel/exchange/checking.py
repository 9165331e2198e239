"""Checking a row against its entry: the form says what is wrong, each problem keeps its row and column (核对)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form

from fengqiao.kernel.exchange.cells import Value, reader_of
from fengqiao.kernel.exchange.declarations import Entry
from fengqiao.kernel.exchange.sheet import Line, Problem, header_text
from fengqiao.kernel.privacy.keys import provider


@dataclass(slots=True)
class Checked:
    """A row as the form sees it: what is wrong, else the cleaned values."""

    number: int
    problems: list[Problem]
    cleaned: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.problems


class Checker:
    """Reads and checks the rows of one sheet; made inside the scope, once for all its rows."""

    def __init__(self, entry: Entry, headers: Sequence[str]) -> None:
        self.entry, self.headers = entry, headers
        self.places = places(entry, headers)
        self.named = {headers[place]: header for header, place in self.places.items()}
        self.printed = {name: header for header, name in entry.columns.items()}
        form = entry.form()  # its own fields: choices may be given as callables
        self.readers = {
            name: entry.readers.get(name) or reader_of(form.fields[name], header)
            for header, name in entry.columns.items()
        }
        self.example = {
            self.places[header]: entry.examples[name]
            for header, name in entry.columns.items()
            if name in entry.examples and header in self.places
        }

    def is_example(self, line: Line) -> bool:
        """Whether it is the sample row of the template, left in by mistake."""
        return bool(self.example) and all(line.texts[place] == text for place, text in self.example.items())

    def check(self, line: Line) -> Checked:
        """The row through its form; a cell that could not be read is reported once, by its reader."""
        problems = [replace(problem, column=self.named.get(problem.column, "")) for problem in line.problems]
        broken = {problem.column for problem in problems}
        given: dict[str, Value] = dict(self.entry.fixed)
        for header, place in self.places.items():
            name, text = self.entry.columns[header], line.texts[place]
            if header in broken:
                continue
            try:
                given[name] = self.readers[name](text) if text else ""
            except ValidationError as refused:
                problems.append(Problem(line.number, header, "；".join(refused.messages)))
                broken.add(header)
        form = self.entry.form(given)
        if not form.is_valid():
            problems += self._of_form(form, line, broken)
        problems.sort(key=lambda problem: self.places.get(problem.column, len(self.headers)))
        return Checked(line.number, problems, {} if problems else form.cleaned_data, given)

    def _of_form(self, form: Form, line: Line, broken: set[str]) -> Iterator[Problem]:
        for name, errors in form.errors.as_data().items():
            header = self.printed.get(name, "")
            if header in broken or (name == NON_FIELD_ERRORS and broken):
                continue
            for error in errors:
                sentences = [f"缺{header}"] if error.code == "required" and header else error.messages
                yield from (Problem(line.number, header, str(sentence).rstrip("。")) for sentence in sentences)

    def digest(self, line: Line, checked: Checked) -> bytes:
        """The keyed hash of what a row says, however it was spelled: the same row again is recognised by it."""
        content: object = dict(checked.given) if checked.good else line.texts
        return provider().fingerprint("import_row", json.dumps([self.entry.key, content], sort_keys=True).encode())

    def sameness(self, line: Line, checked: Checked) -> tuple[object, ...] | None:
        """What makes it the same matter as another row of the file; None while that part is not readable."""
        names = self.entry.unique or [self.entry.columns[header] for header in self.places]
        if any(name not in checked.given for name in names):
            return None
        values = tuple(str(checked.given[name]) for name in names)
        return values if any(values) else None


def places(entry: Entry, headers: Sequence[str]) -> dict[str, int]:
    """Where each printed header stands in the sheet; refused when a required one is missing or one stands twice."""
    known = {header_text(header): header for header in entry.columns}
    known |= {header_text(alias): header for alias, header in entry.aliases.items()}
    found: dict[str, int] = {}
    for index, text in enumerate(headers):
        header = known.get(header_text(text))
        if header is None:
            continue
        if header in found:
            raise ValidationError(f"“{header}”列出现两次，请删去一列。")
        found[header] = index
    if missing := [header for header in entry.columns if header not in found and entry.required(header)]:
        raise ValidationError(f"缺少必填的列：{'、'.join(missing)}。请用模板填写后再上传。")
    return found
