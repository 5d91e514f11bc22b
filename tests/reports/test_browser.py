"""report.html in a real browser without a network: it renders, and the console stays silent."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cases.text import Language
from reports import write_reports

pytestmark = pytest.mark.browser
BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
OFFLINE = "--proxy-server=127.0.0.1:9"


def browse(page: Path, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", OFFLINE, f"--user-data-dir={profile}",
        "--enable-logging=stderr", "--virtual-time-budget=2000", *arguments, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_renders_with_a_silent_console(own_copy: Path, tmp_path: Path, language: Language) -> None:
    _, page = write_reports(own_copy, language)
    done = browse(page, tmp_path / "profile", "--dump-dom")
    assert not re.findall(r".*CONSOLE.*", done.stderr)
    assert done.stdout.count("</section>") >= 8
    assert done.stdout.count("</figure>") >= 4


def test_the_page_prints_on_a4(own_copy: Path, tmp_path: Path) -> None:
    _, page = write_reports(own_copy)
    pdf = tmp_path / "page.pdf"
    browse(page, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    assert re.search(rb"/MediaBox ?\[0 0 84[12][.\d]* 59[45][.\d]*\]", pdf.read_bytes())
