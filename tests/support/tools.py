"""Others' tools for PDF files: poppler's and qpdf. What needs one that is missing is skipped, and says so."""

import shutil
import subprocess

import pytest


def needs(*names: str) -> pytest.MarkDecorator:
    """Skips a test where one of these programs is missing."""
    missing = [name for name in names if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)} (poppler-utils, qpdf)")


def tool(*command: str) -> str:
    """What a program prints; raises CalledProcessError where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
