"""The programs that the tests in a browser need: where they are, or why the test is skipped."""

import os
import shutil
from pathlib import Path

import pytest

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core/axe.min.js"
VNU = MODULES / "vnu-jar/build/dist/vnu.jar"


def need_chromium() -> str:
    """Chromium's path. Skips the test where there is none, and fails it in CI, which has to have one."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or lacking("no Chromium on the PATH")


def need_axe() -> str:
    """axe's code; skips or fails likewise."""
    return AXE.read_text(encoding="utf-8") if AXE.is_file() else lacking("no axe-core: run `make tools`")


def need_vnu() -> list[str]:
    """The command that begins vnu; skips or fails likewise."""
    java = shutil.which("java") or lacking("no Java on the PATH")
    return [java, "-jar", str(VNU)] if VNU.is_file() else [lacking("no vnu: run `make tools`")]


def lacking(reason: str) -> str:
    """Skip the test for that reason; in CI, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
