"""What a function is told by its environment, read once and checked."""

import os
from dataclasses import dataclass


class SettingsError(RuntimeError):
    """A variable that this function needs is not set; the message names it."""


@dataclass(frozen=True)
class Settings:
    """The environment; a variable that a function does not need may be missing until it is asked for."""

    table: str
    state_machine: str = ""
    base_url: str = ""
    sender: str = ""
    console_url: str = ""
    clock_file: str = ""
    dropbox_sign_secret: str = ""
    dropbox_sign_url: str = ""
    documents: str = ""
    lock_days: str = ""
    seal_key: str = ""
    timestamp_url: str = ""
    imports_bucket: str = ""
    imports_queue: str = ""
    lists_bucket: str = ""
    lists_queue: str = ""
    directory_key: str = ""
    directory_api: str = "https://api.dropboxapi.com"
    directory_site: str = "https://www.dropbox.com"
    grants_key: str = ""
    ops_acts: str = ""
    reply_domain: str = ""
    configuration_set: str = ""
    mails: str = ""
    event_bus: str = ""
    front_key: str = ""
    webhook_secret: str = ""

    def need(self, name: str) -> str:
        """The value, or SettingsError naming the variable."""
        value = str(getattr(self, name))
        if not value:
            raise SettingsError(f"the environment variable {name.upper()} is not set")
        return value


def from_environment() -> Settings:
    """The settings of this process."""
    names = Settings.__dataclass_fields__
    given = {name: os.environ.get(name.upper(), "") for name in names}
    return Settings(**{"table": "", **{name: value for name, value in given.items() if value}})
