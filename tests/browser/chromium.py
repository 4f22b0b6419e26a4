"""Finds a Chromium for the browser tests, or installs one. `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Headless, software WebGL, and no traffic of the browser's own.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)


def find_chromium() -> str | None:
    """Path of a usable browser: the system's, else Playwright's own; None if there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def driver_runs() -> bool:
    """Whether Playwright's own driver starts: on a bare Debian it misses a shared shelf."""
    trial = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def may_install() -> bool:
    """Root on Debian or a child of it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*names: str) -> None:
    """Debian packages, without questions."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(install, check=True, env=environment, stdout=subprocess.DEVNULL)


def install_all() -> None:
    """What is missing: the driver's shelf, and a browser (Debian's, else Playwright's own)."""
    if not driver_runs() and may_install():
        install_packages("libatomic1")
    if find_chromium() is not None:
        return
    if may_install():
        install_packages("chromium", "fonts-dejavu-core")
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> None:
    """Install when asked to, then say which browser the tests use."""
    if "--install" in sys.argv:
        install_all()
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium found. Run: python -m tests.browser.chromium --install")
    print(f"browser for the tests: {path}")


if __name__ == "__main__":
    main()
