"""Python runs this as it starts, in every process whose PYTHONPATH names this folder: it hangs the fault door in."""

from local.faults.door import install

install()
