"""The runbooks' commands on the running local cloud: `make operate LOCAL=1 DO="status"`."""

import os
import sys

from local.addresses import CLOCK_FILE, NotRunning, read_addresses, read_outputs
from local.environment import use_endpoint
from local.operations.__main__ import main
from local.operations.site import Deployed

if __name__ == "__main__":
    try:
        use_endpoint(read_addresses().aws)
        os.environ["CLOCK_FILE"] = str(CLOCK_FILE)
        sys.exit(main(sys.argv[1:], Deployed(read_outputs())))
    except NotRunning as error:
        sys.exit(str(error))
