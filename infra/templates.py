"""Templates as they travel: compiled when the bundle is made, so that no page waits for it.

Jinja takes some tens of milliseconds to compile a page, on every cold start. All together in one file without
compression they are half as large in the asset's zip as one by one, for they are much alike.
"""

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from jinja2 import ModuleLoader

from onboarding.templating import COMPILED, environment

FOLDER = "templates"
READ = "agreements/"
"""What is below is read as it stands: an agreement's words, and how Typst sets them."""

_WORK = "compiled"
_TIME = (1980, 1, 1, 0, 0, 0)  # of no meaning, and the same in every bundle


def translate(folder: Path) -> list[str]:
    """Writes each template below this folder as a Python module and drops its source; gives their names.

    Raises jinja2.TemplateSyntaxError at a faulty one.
    """
    jinja = environment(folder)
    names = jinja.list_templates(filter_func=lambda name: not name.startswith(READ))
    jinja.compile_templates(folder / _WORK, zip=None, filter_func=names.__contains__, ignore_errors=False)
    for name in names:
        (folder / name).unlink()
    for emptied in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(emptied.iterdir()):
            emptied.rmdir()
    return names


def pack(folder: Path, names: Iterable[str]) -> None:
    """Puts their bytecode, neighbours side by side, into the file in which the functions look for it."""
    with zipfile.ZipFile(folder / COMPILED, "w", zipfile.ZIP_STORED) as archive:
        for module in map(module_of, names):
            archive.writestr(zipfile.ZipInfo(module, _TIME), (folder / _WORK / module).read_bytes())
    shutil.rmtree(folder / _WORK)


def module_of(template: str) -> str:
    """The name in that file of a template's module."""
    return f"{ModuleLoader.get_template_key(template)}.pyc"
