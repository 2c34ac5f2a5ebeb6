"""The outside world behind the ports; errors of its services are translated here, once."""
