"""Certificates for TLS tests, made by openssl in the test run."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from harness import filled, require


class Certificates:
    """A new authority with all that can be right and wrong; each of the folders is a DOCKER_CERT_PATH.

    Attributes:
        client, expired, stranger, wrong_authority, nobody: what a client shows and trusts.
        server, expired_server, other_server: certificate and key of an engine (the last one's for another host).
    """

    def __init__(self, folder: Path) -> None:
        require("openssl")
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._authority("ca")
        self._authority("other-ca")
        here = "subjectAltName=IP:127.0.0.1,DNS:localhost"
        self.server = self._signed("server", "ca", here)
        self.expired_server = self._signed("expired-server", "ca", here, expired=True)
        self.other_server = self._signed("other-server", "ca", "subjectAltName=DNS:elsewhere.invalid")
        self.client = self._bundle("client", "ca", self._signed("good", "ca", "extendedKeyUsage=clientAuth"))
        old = self._signed("old", "ca", "extendedKeyUsage=clientAuth", expired=True)
        self.expired = self._bundle("expired", "ca", old)
        foreign = self._signed("foreign", "other-ca", "extendedKeyUsage=clientAuth")
        self.stranger = self._bundle("stranger", "ca", foreign)
        self.wrong_authority = self._bundle(
            "wrong-authority", "other-ca", self._signed("g", "ca", "extendedKeyUsage=clientAuth")
        )
        self.nobody = folder / "nobody"
        self.nobody.mkdir()
        shutil.copy(folder / "ca.pem", self.nobody / "ca.pem")

    def _openssl(self, *words: str | Path) -> None:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)

    def _authority(self, name: str) -> None:
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", f"{name}-key.pem", "-out", f"{name}.pem",
        )  # fmt: skip

    def _signed(self, name: str, authority: str, extension: str, *, expired: bool = False) -> tuple[Path, Path]:
        key, request, cert = f"{name}-key.pem", f"{name}.csr", f"{name}.pem"
        self._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", f"/CN={name}", "-keyout", key, "-out", request,
        )  # fmt: skip
        (self.folder / f"{name}.ext").write_text(f"[x]\n{extension}\n")
        if expired:
            self._in_the_past(name, authority)
        else:
            self._openssl(
                "x509", "-req", "-days", "2", "-in", request, "-CAcreateserial",
                "-CA", f"{authority}.pem", "-CAkey", f"{authority}-key.pem",
                "-extfile", f"{name}.ext", "-extensions", "x", "-out", cert,
            )  # fmt: skip
        return self.folder / cert, self.folder / key

    def _in_the_past(self, name: str, authority: str) -> None:
        book = self.folder / f"{name}.book"
        book.mkdir()
        (book / "index").write_text("")
        (book / "serial").write_text("01")
        (book / "conf").write_text(filled("openssl.conf", BOOK=book))
        self._openssl(
            "ca", "-batch", "-notext", "-config", book / "conf", "-cert", f"{authority}.pem",
            "-keyfile", f"{authority}-key.pem", "-in", f"{name}.csr", "-out", f"{name}.pem",
            "-startdate", "20200101000000Z", "-enddate", "20200102000000Z",
            "-extfile", f"{name}.ext", "-extensions", "x",
        )  # fmt: skip

    def _bundle(self, name: str, authority: str, pair: Sequence[Path]) -> Path:
        place = self.folder / name
        place.mkdir()
        shutil.copy(self.folder / f"{authority}.pem", place / "ca.pem")
        shutil.copy(pair[0], place / "cert.pem")
        shutil.copy(pair[1], place / "key.pem")
        return place
