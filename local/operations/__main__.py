"""The command line: `make operate DO="status"`; a bare `make operate` lists what there is."""

import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from local.operations.commands import COMMANDS
from local.operations.site import Deployed, NoSuchThing, Site
from onboarding.domain.errors import NotFound, Unavailable


def main(words: Sequence[str], site: Site | None = None) -> int:
    """Runs one command, or lists them all; 2 for one that there is not, 1 where it failed."""
    name, *rest = [*words] or [""]
    command = COMMANDS.get(name)
    if command is None:
        for each, what in COMMANDS.items():
            print(f"  {each:<10} {(what.__doc__ or '').splitlines()[0]}")
        return 2 if name else 0
    try:
        for line in command(site or Deployed.find(), *rest):
            print(line)
    except TypeError:
        print(f"{name} needs other words: {(command.__doc__ or '').splitlines()[0]}", file=sys.stderr)
        return 2
    except (NoSuchThing, NotFound, Unavailable, RuntimeError, BotoCoreError, ClientError) as error:
        print(f"{name} failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
