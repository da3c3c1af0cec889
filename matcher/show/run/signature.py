"""A signature of a run with the user's own key, made and checked by OpenSSH's ``ssh-keygen -Y``.

The record holds the SHA-256 of every output and input, so a signature of the record is one of the
run. It stands beside it as ``run.json.sig``. No cryptography of ours: the format is OpenSSH's
(PROTOCOL.sshsig), and anybody can check it without this product.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from matcher.core.errors import FileError, MatcherError, OutputError
from matcher.core.files.atomic import write_bytes
from matcher.core.files.names import MANIFEST, SIGNATURE

NAMESPACE = "school-partner-matcher"  # a signature for another purpose does not count
_ARMOUR = b"-----BEGIN SSH SIGNATURE-----"


def sign(folder: Path, key: Path) -> Path:
    """Sign the record of a run with ``key``, the file of a private key (or of a public one whose
    private half an agent holds). OpenSSH asks for a passphrase itself.

    Raises :class:`OutputError` where there is a signature already, and
    :class:`FileError` where the key does not serve.
    """
    path = folder / SIGNATURE
    if path.exists() or path.is_symlink():
        raise OutputError(
            "the run is signed already", where=str(path), hint="take the old signature away first"
        )
    done = _ssh_keygen(["sign", "-f", str(key), "-n", NAMESPACE], folder / MANIFEST)
    if done.returncode or not done.stdout.startswith(_ARMOUR):
        raise FileError(f"cannot sign: {_said(done)}", where=str(key), hint=_ABOUT_KEYS)
    write_bytes(path, done.stdout)
    return path


def signature_fault(folder: Path, signers: Path, identity: str) -> str:
    """What is wrong with the signature of a run, as a sentence; "" where ``identity`` made it, and
    with a key that ``signers`` (OpenSSH's file of allowed signers) gives that name."""
    path = folder / SIGNATURE
    if path.is_symlink() or not path.is_file():
        return f"there is no {SIGNATURE}: the run is not signed"
    if not signers.is_file():
        raise FileError("is no file of allowed signers", where=str(signers), hint=_ABOUT_SIGNERS)
    arguments = ["verify", "-f", str(signers), "-I", identity, "-n", NAMESPACE, "-s", str(path)]
    done = _ssh_keygen(arguments, folder / MANIFEST)
    if done.returncode == 0:
        return ""
    return f"{SIGNATURE} is no signature of this run by {identity}: {_said(done)}"


_ABOUT_KEYS = "make a key with: ssh-keygen -t ed25519 -f my-key, then: --sign my-key"
_ABOUT_SIGNERS = "one signer a line: a name, then the public key, as in my-key.pub"


def _ssh_keygen(arguments: list[str], signed: Path) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise MatcherError(
            "ssh-keygen is not on this machine",
            where=SIGNATURE,
            hint="install OpenSSH (8.2 or newer); Windows 10 has it among its optional features",
        )
    with signed.open("rb") as record:
        return subprocess.run(  # noqa: S603 - the program of the system, arguments never by a shell
            [program, "-Y", *arguments], stdin=record, capture_output=True, check=False
        )


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line that OpenSSH wrote."""
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
    told = [line.strip() for line in lines if line.strip()]
    return "".join(c for c in told[-1] if c.isprintable()) if told else "ssh-keygen says no more"
