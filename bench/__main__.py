"""`python -m bench`: the figures of every size in BENCH_SCALE as a table and in bench/latest.json."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")

from bench.timing import Result
from fengqiao.config import up

SCALES = "30000,300000,3000000"
REPORT = Path(__file__).with_name("latest.json")
GROWTH = 1.5  # how much longer a page may take at the largest size than at the smallest
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Time every size, write the report, print the table."""
    scales = [int(each) for each in os.environ.get("BENCH_SCALE", SCALES).split(",")]
    results: list[Result] = []
    with up.office():
        from django.test import override_settings

        from bench.databases import sized
        from bench.desk import run

        with override_settings(STORAGES=PLAIN_FILES, SECURE_SSL_REDIRECT=False):
            gc.collect()
            gc.freeze()  # as the web server does when it has loaded
            for scale in scales:
                with sized(scale, say):
                    for result in run(scale):
                        say(line(result))
                        results.append(result)
    grown = growth(results, scales)
    for result in grown:
        say(line(result))
    told = [asdict(result) for result in (*results, *grown)]
    REPORT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def growth(results: Sequence[Result], scales: Sequence[int]) -> list[Result]:
    """How much longer each page takes at the largest size than at the smallest; the floor is the smallest's time."""
    first = {(each.name, each.role): each for each in results if each.scale == min(scales)}
    found = []
    for each in results:
        before = first.get((each.name, each.role))
        if before is not None and each.scale == max(scales) != min(scales):
            ratio = round(each.p95_ms / before.p95_ms, 2)
            found.append(
                Result(
                    name=f"growth, {each.name}",
                    scale=each.scale,
                    role=each.role,
                    p50_ms=each.p50_ms,
                    p95_ms=each.p95_ms,
                    queries=each.queries,
                    floor_p95_ms=before.p95_ms,
                    ratio=ratio,
                    target=GROWTH,
                    met=ratio <= GROWTH,
                )
            )
    return found


def line(each: Result) -> str:
    """One row of the table."""
    return (
        f"{each.name:<26}{each.scale:>9}  {each.role:<15}{each.p50_ms:>8.1f}{each.p95_ms:>8.1f} ms"
        f"{each.queries:>4} q  floor {each.floor_p95_ms:>7.1f}  x{each.ratio:<6}target {each.target:>6.1f}"
        f"  {'yes' if each.met else 'NO'}"
    )


if __name__ == "__main__":
    main()
