"""A language model for tests: a small OpenAI-compatible server whose every answer the scenario writes itself."""

import http.server
import json
import socket
import threading


def delta(text):
    """An event with text."""
    return b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}).encode() + b"\n\n"


STOP = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"


def says(*texts):
    """An answer that streams texts and ends as it should."""
    return [*(delta(text) for text in texts), STOP, DONE]


class Model:
    """Answers each request with the next script: a list of byte strings and of events to wait for. The last one stays. A
    status other than 200 is given as (status, body)."""

    def __init__(self, *scripts):
        self.scripts = list(scripts)
        self.requests, self.headers = [], []
        self.left = threading.Event()
        self.begun = threading.Semaphore(0)
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                model.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                model.headers.append(dict(self.headers))
                script = model.scripts.pop(0) if len(model.scripts) > 1 else model.scripts[0]
                try:
                    self._play(script)
                except OSError:
                    model.left.set()

            def _play(self, script):
                if isinstance(script, tuple):
                    status, body = script
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                model.begun.release()
                for step in script:
                    if isinstance(step, bytes):
                        self.wfile.write(step)
                        self.wfile.flush()
                    else:
                        self._wait(step)

            def _wait(self, event):
                """Waits for an event, and notices when the caller leaves."""
                self.connection.settimeout(0.02)
                while not event.is_set():
                    try:
                        if not self.connection.recv(1, socket.MSG_PEEK):
                            model.left.set()
                            raise OSError("the caller left")
                    except TimeoutError:
                        pass
                self.connection.settimeout(None)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def arguments(self, *more):
        """What the server is to be started with."""
        return ["--model-url", self.url, "--model-name", "test-model", *more]
