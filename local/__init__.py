"""The local cloud: an AWS engine, an inbox, and the launcher that deploys the real stacks to them."""
