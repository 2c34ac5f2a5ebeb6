"""Promise 28: every page in every state tells the browser to run nothing, keep nothing and tell nobody."""

import base64
import hashlib
import re
from collections.abc import Mapping

from tests.web.states import pages
from tests.web.visitor import Answer

EXACTLY = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_STYLE = re.compile(r"(?s)<style>(.*?)</style>")


def check() -> str:
    """The figure: the pages that `tests/web/states.py` comes to, with untidy data, refusals and errors among them."""
    found = dict(pages())
    for name, answer in found.items():
        wrong = list(_wrong(answer))
        assert not wrong, f"{name}: {wrong}"
    return f"{len(found)} pages and states: {len(EXACTLY) + 2} headers each, no script, no style but the one named"


def _wrong(answer: Answer) -> list[str]:
    headers: Mapping[str, str] = answer.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";") if part)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in _STYLE.findall(answer.body)]
    expected = {
        "default-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "style-src": " ".join(f"'sha256-{one}'" for one in digests),
    }
    wrong = [f"{name}: {headers.get(name)}" for name, value in EXACTLY.items() if headers.get(name) != value]
    wrong += [f"{name}: {policy.get(name)}" for name, value in expected.items() if policy.get(name) != value]
    wrong += [f"{name} in the policy" for name in policy if name.startswith("script")]
    if "noindex" not in headers.get("X-Robots-Tag", "") or "unsafe" in headers["Content-Security-Policy"]:
        wrong.append("indexed or unsafe")
    return wrong + re.findall(r"<script|\bon[a-z]+=|javascript:| style=", answer.body)
