"""Lighthouse on the pages that people open (`make lighthouse`): a hundred of a hundred, four times, or it says why not.

Lighthouse is fetched when this is run, and pinned here: 180 MB that no start of the product should wait for. Two of its
audits are left out: that search engines may read a page, which none of ours is for, and robots.txt: that is
looked for at a host's root, where a local address has none.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.addresses import NotRunning
from local.chromium import NoChromium, chromium, flags
from local.demo import pass_time
from local.environment import PYTHON
from local.started import local_cloud
from local.story import Story

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEFT_OUT = "is-crawlable,robots-txt"
FULL = 100
TRIES = 3
"""A page is measured again where a busy machine cost it a point; the best counts."""


def main() -> int:
    """Measures each page; 1 where one of them has less than a hundred."""
    failed = False
    try:
        path = chromium()
        with local_cloud() as addresses:
            for name, address in _pages(Story(addresses, pass_time)):
                scores, wrong = _best(path, address)
                failed |= bool(wrong)
                print(f"  {name:<24} {' '.join(f'{one} {score}' for one, score in scores.items())}")
                for each in wrong:
                    print(f"    {each}")
    except (NotRunning, NoChromium, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return int(failed)


def _pages(story: Story) -> Iterator[tuple[str, str]]:
    """What a visitor, an applicant, a distributor and a customer's admin see."""
    home = story.addresses.form.removesuffix("/apply")
    yield from (("start", f"{home}/"), ("form", story.addresses.form), ("notices", f"{home}/notices"))
    yield from (("check an agreement", f"{home}/verify"), ("check a mail", f"{home}/mails"))
    story.apply((("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),))
    story.answer(story.mail("^Confirm", to=story.email), "Mira Okafor", "confirmed")
    asked = story.mail("^Accept or decline")
    yield "applicant's page", story.page().url
    yield "distributor's decision", asked.link("/d/")
    story.answer(asked, "Paula Reiter", "accepted")
    yield "signing", story.mail("^Sign", to=story.email).link("/d/")
    story.sign()
    yield "customer's decision", story.mail("^Answer by").link("/d/")


def _best(path: str, address: str) -> tuple[dict[str, int], list[str]]:
    found: tuple[dict[str, int], list[str]] = ({}, ["it was not measured"])
    for _ in range(TRIES):
        tried = _measured(path, address)
        if sum(tried[0].values()) > sum(found[0].values()):
            found = tried
        if not found[1]:
            break
    return found


def _measured(path: str, address: str) -> tuple[dict[str, int], list[str]]:
    """The scores, and what costs a point; raises RuntimeError where Lighthouse could not measure."""
    node = Path(PYTHON).parent
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(node / "npx"),
            "--yes",
            f"lighthouse@{VERSION}",
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--skip-audits={LEFT_OUT}",
            f"--chrome-flags={' '.join(['--headless=new', *flags()])}",
        ]
        environment = {**os.environ, "CHROME_PATH": path, "PATH": f"{node}:{os.environ['PATH']}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if not report.exists():
            raise RuntimeError(f"Lighthouse could not measure the page: {done.stderr.strip()[-500:]}")
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: round(100 * (told["categories"][name]["score"] or 0)) for name in CATEGORIES}
    low = {name for name, score in scores.items() if score < FULL}
    audits = {one["id"] for name in low for one in told["categories"][name]["auditRefs"] if one["weight"]}
    short = (one for id, one in told["audits"].items() if id in audits and one["score"] != 1)
    return scores, [f"{one['title']}: {one['score']}" for one in short]


if __name__ == "__main__":
    sys.exit(main())
