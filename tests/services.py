"""The servers that tests need: one that is running here, or a throw-away one from the distribution's binaries."""

from __future__ import annotations

import datetime
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from redis.backoff import NoBackoff
from redis.retry import Retry

POSTGRES_PORT, REDIS_PORT = 5432, 6379
START_SECONDS, MAKE_SECONDS = 120, 300
REPOSITORY = Path(__file__).parents[1]
CLAIM = "tallyroom:test:claim"


def on_ci() -> bool:
    """Whether a missing part is a failure; on a laptop it is a skipped test that says what is missing."""
    return os.environ.get("CI", "").lower() == "true"


def postgres_administrator(port: int) -> str | None:
    """The URL of a superuser at 127.0.0.1 who needs no password, if there is one."""
    for user in ("root", "postgres"):
        url = f"postgresql://{user}@127.0.0.1:{port}/postgres"
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                if connection.execute("select rolcreatedb from pg_roles where rolname = current_user").fetchone() == (True,):
                    return url
        except psycopg.OperationalError:
            continue
    return None


def postgres_binaries() -> Path | None:
    """The newest folder of PostgreSQL server binaries: Debian's place first, then the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return places[-1].parent if places else Path(on_path).parent if on_path else None


@contextmanager
def throw_away_postgres(binaries: Path) -> Iterator[str]:
    """A PostgreSQL server of our own on a free port, deleted afterwards. It refuses root, so root lends it a user."""
    with tempfile.TemporaryDirectory(prefix="tallyroom-postgres-") as folder:
        port, data = free_port(), f"{folder}/data"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200"
        control = [binaries / "pg_ctl", "-D", data, "-w", "-o", options]
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _as_owner(folder, binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        _as_owner(folder, *control, "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _as_owner(folder, *control, "-m", "immediate", "stop")


def _as_owner(folder: str, *command: str | Path) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)


def share_compressed(var_dir: Path) -> None:
    """Let an installation find what others compressed for browsers: that takes ten seconds, and its files are named by their content."""
    shared = Path(tempfile.gettempdir()) / f"tallyroom-compressed-{os.getuid()}"
    shared.mkdir(mode=0o700, exist_ok=True)
    var_dir.mkdir(parents=True, exist_ok=True)
    (var_dir / "static").symlink_to(shared)


@contextmanager
def fresh_database(administrator: str) -> Iterator[str]:
    """A new, empty database, dropped afterwards with whoever is still connected."""
    name = f"tallyroom_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0 encoding 'UTF8'")
        try:
            yield administrator.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"drop database {name} with (force)")


@contextmanager
def throw_away_redis(binary: str) -> Iterator[int]:
    """A Redis server of our own on a free port, which keeps nothing."""
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: redis_answers(port), "redis-server")
            yield port
        finally:
            server.terminate()


@contextmanager
def empty_redis_database(port: int) -> Iterator[str]:
    """An empty numbered database of a server, claimed while the test runs and emptied afterwards."""
    for number in range(15, 0, -1):
        url = f"redis://127.0.0.1:{port}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set(CLAIM, os.getpid(), nx=True, ex=3600):
                try:
                    yield url
                finally:
                    client.flushdb()
                return
    raise AssertionError(f"Every database of the Redis server on port {port} is in use; empty one with redis-cli -n NUMBER flushdb.")


def provider_environment() -> Path | None:
    """The Python that has the OpenID Connect provider: an environment of its own, made once. None where it cannot be made."""
    folder = REPOSITORY / ".venv-provider"
    made = subprocess.run([REPOSITORY / "deploy/setup/provider.sh", folder], check=False, stdout=subprocess.DEVNULL, timeout=MAKE_SECONDS)
    return folder / "bin" / "python" if made.returncode == 0 else None


@contextmanager
def throw_away_provider(python: Path) -> Iterator[str]:
    """An OpenID Connect provider on a free port, that knows nobody; its issuer."""
    port = free_port()
    command = [python, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: _listens(port), "oidc-provider-mock")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def redis_answers(port: int) -> bool:
    """Whether a Redis server answers on that port."""
    try:
        with redis.Redis(host="127.0.0.1", port=port, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(ready: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Return once `ready` says so; AssertionError after too long."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"{what} did not get ready within {seconds:g} seconds."
        time.sleep(0.05)


def self_signed(folder: Path) -> ssl.SSLContext:
    """What a server on this machine needs for TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    pem = made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    (folder / "server.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context
