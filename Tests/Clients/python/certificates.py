"""Certificates of a test's own authority, made with the openssl program."""

import pathlib
import ssl
import subprocess

import grpc

EC_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Certificates:
    """An authority, a server for localhost and 127.0.0.1, and a client whose name is a URI."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._openssl("req", "-x509", *EC_KEY, "-days", "2", "-subj", "/CN=authority", *self._files("ca", "keyout", "out"))
        self.make("server", "DNS:localhost,IP:127.0.0.1", "serverAuth")
        self.make("client", "URI:spiffe://inbox.test/connectors/google", "clientAuth")

    def path(self, name: str) -> str:
        return str(self.directory / name)

    def make(self, name, names, usage):
        """Makes a key and a certificate for `names`; what had that name before is replaced."""
        extensions = self.directory / "extensions"
        extensions.write_text(f"subjectAltName={names}\nextendedKeyUsage={usage}\n")
        request = self.path(f"{name}.csr")
        self._openssl("req", "-new", *EC_KEY, "-subj", f"/CN={name}", "-keyout", self.path(f"{name}.key"), "-out", request)
        self._openssl(
            "x509", "-req", "-in", request, "-days", "2", "-extfile", str(extensions), "-CAcreateserial",
            *self._files("ca", "CAkey", "CA"), "-out", self.path(f"{name}.pem"),
        )

    def server_options(self, *more):
        """What the server program is given."""
        return ["--tls-certificate", self.path("server.pem"), "--tls-key", self.path("server.key"), *more]

    def credentials(self, client=None):
        """What a grpcio channel is given."""
        read = lambda name: pathlib.Path(self.path(name)).read_bytes()
        if client is None:
            return grpc.ssl_channel_credentials(read("ca.pem"))
        return grpc.ssl_channel_credentials(read("ca.pem"), read(f"{client}.key"), read(f"{client}.pem"))

    def context(self, protocols=("h2",)):
        """What a bare TLS client is given."""
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def _files(self, name, key, certificate):
        return [f"-{key}", self.path(f"{name}.key"), f"-{certificate}", self.path(f"{name}.pem")]

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
