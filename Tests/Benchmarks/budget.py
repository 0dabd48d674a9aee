"""What a call may cost: instructions and allocations of the server per call, held to budgets.txt.

    make budget                  compares; refuses what takes over 3 % more
    make budget BUDGET_FIX=1     writes budgets.txt anew, after a change that is worth it

The release build runs under callgrind, which counts the instructions of all its threads outside of the kernel. A peer calls
one scenario after the other, each some hundred times, one call at a time, after a warm-up that is not counted. What the
server does afterwards because of a call, such as taking a text into the search index, counts too.

Budgets hold for the machine and compiler that they were written with, which are named in their first line. Elsewhere the
figures are shown and not held.
"""

import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

from grpc_health.v1.health_pb2 import HealthCheckRequest  # noqa: E402

import inbox_api as api  # noqa: E402
from budget_inbox import ANSWER, CUSTOMERS, BudgetInbox, item, settle  # noqa: E402
from callgrind import under_callgrind  # noqa: E402
from inbox_client import WORKSPACE  # noqa: E402
from inbox_server import Server  # noqa: E402
from interop_server import InteropServer, TestService  # noqa: E402
from steady_peer import SteadyPeer  # noqa: E402

BUDGETS = HERE / "budgets.txt"
TOLERANCE = 0.03
ALLOCATIONS_TOLERANCE = 0.1  # Of one allocation: what grows now and then is a fraction of one per call.
WARM_UP = 20
ACTOR = (("inbox-actor", "users/admin"),)
MESSAGES = 1_000
NOT_FOUND = 5
ENVELOPE_BYTES = 5


class Scenario:
    """One kind of call: its name in the budgets, its method, and how many are counted.

    `request` makes the request of a number, given the answer to the one before, which is None at first.
    """

    def __init__(self, title, path, request, count, status=0, headers=ACTOR, messages=1, writes=False):
        self.title, self.path, self.count, self.messages, self.writes = title, path, count, messages, writes
        self._request, self._status, self._headers = request, status, headers
        self._answer = None

    def measure(self, server, peer):
        """Instructions and allocations of one call, or of one message of it."""
        self._call(peer, range(WARM_UP))
        server.counts()
        self._call(peer, range(WARM_UP, WARM_UP + self.count))
        return [count / self.count / self.messages for count in server.counts()]

    def _call(self, peer, numbers):
        for number in numbers:
            request = self._request(number, self._answer).SerializeToString()
            status, body = peer.outcome(self.path, request, self._headers)
            assert status == self._status, f"{self.title}: status {status}"
            self._answer = body[ENVELOPE_BYTES:]
        if self.writes:
            settle()


def transport_scenarios(address):
    """Calls that do next to nothing: what the server itself costs."""
    service = TestService(address)
    messages = service.messages
    path = "/grpc.testing.TestService/"

    def echo(title, size, answer):
        request = messages.SimpleRequest(payload=service.payload(size), response_size=answer)
        return Scenario(title, path + "UnaryCall", lambda *_: request, 500, headers=())

    stream = messages.StreamingOutputCallRequest(
        response_parameters=[messages.ResponseParameters(size=20)] * MESSAGES
    )
    return [
        echo("echo, 20 B", 20, 20),
        echo("echo, 1 KB", 1_000, 1_000),
        echo("echo, 16 KB answer", 20, 16_384),
        Scenario(
            "stream, each message", path + "StreamingOutputCall", lambda *_: stream, 10, headers=(), messages=MESSAGES
        ),
    ]


def reading_scenarios(inbox):
    """Calls of the product that change nothing."""

    def get(title, name, **fields):
        return read(title, "InteractionService/GetInteraction", api.GetInteractionRequest(name=name), 300, **fields)

    def read(title, method, request, count=100, **fields):
        return Scenario(title, f"/inbox.v1.{method}", lambda *_: request, count, **fields)

    page = {"parent": WORKSPACE, "page_size": 25}
    return [
        Scenario("Check (health)", "/grpc.health.v1.Health/Check", lambda *_: HealthCheckRequest(), 500),
        get("GetInteraction, small", inbox.small),
        get("GetInteraction, 1 KB", inbox.full),
        get("GetInteraction, refused", f"{WORKSPACE}/interactions/{'0' * 13}", status=NOT_FOUND),
        read("ListMessages, 20", "InteractionService/ListMessages", api.ListMessagesRequest(parent=inbox.thread)),
        read(
            "ListInteractions, 25",
            "InboxService/ListInteractions",
            api.ListInteractionsRequest(view=api.VIEW_ALL, **page),
        ),
        read(
            "SearchInteractions, 5 of 400",
            "InboxService/SearchInteractions",
            api.SearchInteractionsRequest(query="friday 37", **page),
        ),
        read("GetCounts", "InboxService/GetCounts", api.GetCountsRequest(parent=WORKSPACE)),
    ]


def writing_scenarios(inbox):
    """Calls of the product that change something, each something else."""

    def write(title, method, request):
        return Scenario(title, f"/inbox.v1.{method}", request, 75, writes=True)

    def type_on(number, saved):
        text = ANSWER.format(f"{number:04}")
        etag = api.SaveDraftResponse.FromString(saved).etag if saved else "none"
        return api.SaveDraftRequest(name=inbox.chats[0], channel=api.CHANNEL_TYPE_PROVIDER, text=text, etag=etag)

    def displace(number, _):
        text = ANSWER.format(f"{number:04}")
        return api.SaveDraftRequest(name=inbox.chats[1], channel=api.CHANNEL_TYPE_PROVIDER, text=text)

    def send(number, _):
        text = ANSWER.format(f"{number:04}")
        return api.SendResponseRequest(name=inbox.emails[number], channel=api.CHANNEL_TYPE_EMAIL, text=text)

    def note(number, _):
        return api.CreateNoteRequest(parent=inbox.reviews[number], body=ANSWER.format(f"{number:04}"))

    def ingest(number, _):
        return api.IngestInteractionsRequest(parent=WORKSPACE, items=[item(CUSTOMERS + number)])

    return [
        write("SaveDraft, typing on", "InteractionService/SaveDraft", type_on),
        write("SaveDraft, displacing", "InteractionService/SaveDraft", displace),
        write("SendResponse", "InteractionService/SendResponse", send),
        write("CreateNote", "NotesService/CreateNote", note),
        write("IngestInteractions, a new one", "IngestService/IngestInteractions", ingest),
    ]


def inbox_scenarios(address):
    """Calls of the product on an inbox that is made for it; those that read come first."""
    inbox = BudgetInbox(address)
    return reading_scenarios(inbox) + writing_scenarios(inbox)


def measure(server, scenarios):
    """The figures of a server's scenarios by their titles."""
    try:
        server.start()
        made = scenarios(server.address)
        peer = SteadyPeer(server.address)
        return {scenario.title: scenario.measure(server, peer) for scenario in made}
    finally:
        server.clean_up()


def kind_of_machine():
    """What the counts depend on besides the code."""
    compiler = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Swift version (\S+)", compiler)[1]
    system = platform.freedesktop_os_release()
    return f"Swift {version}, {system['ID']} {system.get('VERSION_ID', '')}, {platform.machine()}"


def read_budgets():
    """The kind of machine that the budgets were written on, and the budgets by title."""
    first, _, *lines = BUDGETS.read_text().splitlines()
    rows = (re.split(r"  +", line) for line in lines)
    return first.removeprefix("# "), {title: (int(instructions), float(calls)) for title, instructions, calls in rows}


def write_budgets(measured):
    """Makes the figures the budgets."""
    lines = [f"# {kind_of_machine()}", f"# {'per call':28}  instructions  allocations"]
    lines += [f"{title:30}  {counts[0]:12.0f}  {counts[1]:11.1f}" for title, counts in measured.items()]
    BUDGETS.write_text("\n".join(lines) + "\n")


def compare(measured):
    """Shows the figures beside their budgets, and says which are over."""
    kind, budgets = read_budgets()
    over = []
    print(f"{'per call':30}  instructions  of budget  allocations  of budget")
    for title, (instructions, allocations) in measured.items():
        budget, allowed = budgets.get(title, (0, 0))
        share = instructions / budget - 1 if budget else 1
        print(f"{title:30}  {instructions:12,.0f}  {share:+9.1%}  {allocations:11.1f}  {allocations - allowed:+9.1f}")
        if share > TOLERANCE or allocations > allowed * (1 + TOLERANCE) + ALLOCATIONS_TOLERANCE:
            over.append(title)
        elif share < -TOLERANCE:
            print("  cheaper than its budget: make budget BUDGET_FIX=1 keeps it so")
    if kind != kind_of_machine():
        print(f"Not held: the budgets are of {kind}, this is {kind_of_machine()}.")
        return []
    return over


def main():
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        measured = measure(under_callgrind(InteropServer)(place), transport_scenarios)
        server = under_callgrind(Server)(place / "data", "--no-sample", "--loops", "1")
        measured |= measure(server, inbox_scenarios)
    if os.environ.get("BUDGET_FIX"):
        write_budgets(measured)
    over = compare(measured)
    if over:
        sys.exit(f"Over budget by more than {TOLERANCE:.0%}: {'; '.join(over)}.")


if __name__ == "__main__":
    main()
