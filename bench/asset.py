"""The bundle after the way that it takes to Lambda: zipped without times, unpacked, beside the runtime's libraries."""

import os
import zipfile
from pathlib import Path

import boto3

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""What the CDK gives every file of an asset."""

ZIP_SECONDS = 315_532_800
"""The same, as the platform writes it when it unpacks."""

RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")
"""What Lambda's Python brings by itself."""


def zipped(directory: Path, into: Path, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """The asset's zip; without compression it has the same files and times, in a tenth of the seconds."""
    with zipfile.ZipFile(into, "w", compression) as archive:
        for file in sorted(directory.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(str(file.relative_to(directory)), ZIP_TIME)
                archive.writestr(entry, file.read_bytes(), compression)
    return into


def unpacked(archive: Path, into: Path) -> Path:
    """What functions run from: every file of 1980."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(into)
    for file in into.rglob("*"):
        os.utime(file, (ZIP_SECONDS, ZIP_SECONDS))
    return into


def runtime(folder: Path) -> Path:
    """A folder with the runtime's libraries, and nothing that the bundle should have brought."""
    folder.mkdir(parents=True, exist_ok=True)
    installed = Path(boto3.__file__).parent.parent
    for name in RUNTIME:
        link = folder / name
        if not link.exists():
            link.symlink_to(installed / name)
    return folder
