"""Who PostgreSQL runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nabancada.embedded.errors import EmbeddedError

NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """How to start a program so that it does not see itself as root.

    :param prefix: put before each command
    :param user: user and group number to change to, or None to stay who we are
    """

    prefix: tuple[str, ...] = ()
    user: tuple[int, int] | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess`."""
        return {"user": self.user[0], "group": self.user[1]} if self.user else {}

    def own(self, path: Path) -> None:
        """Give a file or folder to this identity."""
        if self.user:
            os.chown(path, *self.user)

    def let_through(self, folder: Path) -> None:
        """Let this identity pass through a folder of ours, not read it."""
        if self.user:
            folder.chmod(folder.stat().st_mode | 0o011)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a short program to its end, output captured."""
        extra: dict[str, Any] = {**self.popen, "extra_groups": []} if self.user else {}
        return subprocess.run(
            [*self.prefix, *(str(part) for part in command)],
            capture_output=True,
            text=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            check=False,
            **extra,
        )


def unprivileged(program: Path, data: Path) -> Identity:
    """The first identity under which `program -V` runs; one that made `data` already stays the one.

    As root a user namespace comes first: files stay root's, nothing is chown-ed, and a checkout under
    /root works. Where namespaces are forbidden (some containers) the server becomes `nobody`, which needs a
    checkout that everybody may enter.

    :raises EmbeddedError: neither is possible
    """
    if os.geteuid() != 0:
        return Identity()
    nobody = pwd.getpwnam("nobody")
    mapped = Identity(prefix=("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}"))
    changed = Identity(user=(nobody.pw_uid, nobody.pw_gid))
    choices: tuple[Identity, ...] = (mapped, changed)
    if data.exists():
        choices = (mapped,) if data.stat().st_uid == 0 else (changed,)
    reasons = []
    for choice in choices:
        try:
            tried = choice.run(program, "-V")
        except OSError as error:
            reasons.append(str(error))
            continue
        if tried.returncode == 0:
            return choice
        reasons.append(tried.stderr.strip())
    raise EmbeddedError(
        "PostgreSQL does not run as root, user namespaces are not allowed here and `nobody` cannot enter "
        f"{program.parent}: set DATABASE_URL, or run as another user. ({'; '.join(reasons)})"
    )
