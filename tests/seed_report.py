"""Which rows of the seed map are proven by which tests (make seed-report): a pytest plugin, loaded by conftest."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

IDS = Path(__file__).with_name("seed_ids.txt").read_text().split()


class SeedReport:
    """Runs only tests with the marker `seed` and prints every row of the map with its tests and their result."""

    def __init__(self) -> None:
        self.results: dict[str, dict[str, str]] = defaultdict(dict)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep the marked tests; the ids travel with their reports, also from another worker."""
        marked = [item for item in items if item.get_closest_marker("seed")]
        config.hook.pytest_deselected(items=[item for item in items if item not in marked])
        items[:] = marked
        for item in marked:
            ids = [seed for marker in item.iter_markers("seed") for seed in marker.args]
            if unknown := set(ids) - set(IDS):
                raise pytest.UsageError(f"{item.nodeid}: not in the seed map: {', '.join(sorted(unknown))}")
            item.user_properties.append(("seed", ids))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test counts as passed when its call passed and its set-up and tear-down did not fail."""
        for seed in dict(report.user_properties).get("seed", ()):
            if report.when == "call" or not report.passed:
                self.results[seed][report.nodeid] = report.outcome

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """The rows, and as the very last line how many are covered."""
        if hasattr(config, "workerinput"):
            return
        covered = 0
        for seed in IDS:
            tests = self.results.get(seed, {})
            covered += bool(tests) and set(tests.values()) == {"passed"}
            print(seed, "—" if not tests else "")
            for name, outcome in tests.items():
                print(f"    {outcome}  {name}")
        print(f"seed rows covered: {covered} of {len(IDS)}")
