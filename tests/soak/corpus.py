"""What hostile people type, and what of it would be active if a page let it through."""

import re

CORPUS = (
    '=HYPERLINK("https://evil.example","x")',
    "+1+1|cmd",
    "@SUM(A1)",
    "a\r\nBcc: eve@evil.example",
    "a\nX-Injected: yes",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "{% $states.input %}",
    '#eval("x")#link("https://evil.example")',
    "evil.example https://evil.example/login",
    "\u202egro.live\u202c",
    "\u2066\u2067abc",
    "раypal Ltd",
    "a\u0000b\u0007",
    "../../etc/passwd",
    "APPLICATION#x",
    "'; DROP TABLE x; --",
    "=?utf-8?q?evil?=",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b",
    "%0d%0aSet-Cookie:x=y",
    "x" * 5000,
    "\ud800",
)
"""Formulas, broken headers, markup, template and JSONata code, links, turned text, look-alikes, keys, control bytes."""

ACTIVE = re.compile(r"<script|<img src=x|onerror=alert\(1\)>|<b onx", re.IGNORECASE)
