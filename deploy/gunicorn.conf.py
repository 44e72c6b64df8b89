"""How gunicorn serves the desk. Read by `gunicorn --config deploy/gunicorn.conf.py wsgi:server`, from the repository."""

import gc
import os
import signal
from typing import Any

from dashapp import server_log
from dashapp.db.engines import forget_engines
from dashapp.errors import TallyroomError
from dashapp.settings import Settings

try:
    _settings = Settings.from_environment()
except TallyroomError as error:
    raise SystemExit(str(error)) from None
server_log.begin(_settings.log_level)
# Databases, copies and caches are for the account that serves them and for no other of this machine.
os.umask(0o077)
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 a heartbeat file on a disk can stall a worker

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"
threads = _settings.web_threads
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
preload_app = True
control_socket_disable = True
worker_tmp_dir = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
# Forwarded headers are read by the application, from as many proxies as TRUSTED_PROXIES says; gunicorn must not read them too.
forwarded_allow_ips = ""
# What a request may be before the application sees it; its body is held to 2 MB there.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
accesslog = None
errorlog = "-"
loglevel = _settings.log_level


def when_ready(_server: Any) -> None:
    """What is loaded stays: the collector must not touch it, or every worker would get its own copy of those pages."""
    gc.collect()
    gc.freeze()


def pre_fork(_server: Any, _worker: Any) -> None:
    """Close what loading the application opened: a database connection must not be shared by two processes."""
    forget_engines()


def post_fork(server: Any, _worker: Any) -> None:
    """Stop here if told to: until a worker has handlers of its own, the master's only note the signal, and it would serve on."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while not server.SIG_QUEUE.empty():
        if server.SIG_QUEUE.get_nowait() == signal.SIGTERM:
            raise SystemExit(0)


def worker_exit(_server: Any, _worker: Any) -> None:
    """Let the interpreter clean up at its end; DuckDB's module would report what stays as leaks."""
    gc.unfreeze()


def on_exit(_server: Any) -> None:
    """Likewise in the master."""
    gc.unfreeze()
