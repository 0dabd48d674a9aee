"""A server that sends e-mail, a workspace of its own, and the conversations that e-mails are about."""

import contextlib

import inbox_api as api
import stories
from inbox_client import WORKSPACE, Client
from inbox_server import Server
from waiting import wait_for

EMAIL = api.CHANNEL_TYPE_EMAIL
GUEST = "camille@guest.example"


class Mailer(Client):
    """The owner of a workspace of a server, who may do everything there."""

    def __init__(self, server, workspace=WORKSPACE, actor="users/admin"):
        super().__init__(server.address, actor=actor)
        self.server = server
        self.workspace = workspace

    def conversation(self, address=GUEST, messages=None, source=api.SOURCE_EMAIL, **fields):
        """A conversation with a customer whom nobody knows yet."""
        connector = Client(self.target, actor="connectors/mail")
        customer = api.IngestCustomer(
            identities=[api.CustomerIdentity(source=source, external_id=stories.fresh("customer"))],
            display_name="Camille Guest",
            email=address,
        )
        fields = {"subject": "Table for two", **fields}
        item = stories.item(source, messages or asked(), customer=customer, **fields)
        (result,) = connector.ingest.IngestInteractions(
            api.IngestInteractionsRequest(parent=self.workspace, items=[item])
        ).results
        connector.close()
        assert result.outcome == api.INGEST_OUTCOME_CREATED, result
        return result.interaction

    def send(self, name, text="Yes, there is.", **fields):
        """Answers a conversation by e-mail, and gives the message's name."""
        request = api.SendResponseRequest(name=name, channel=EMAIL, text=text, **fields)
        return self.interactions.SendResponse(request).message.name

    def message(self, name):
        """A message of a thread by name."""
        return next(one for one in self.messages(name.split("/messages/")[0]) if one.name == name)

    def until_state(self, name, state):
        """The message when it is in a state."""
        return wait_for(lambda: next((one for one in [self.message(name)] if one.state == state), None))

    def queue(self, **fields):
        """The deliveries of e-mails, newest first."""
        found, token = [], ""
        while True:
            request = api.ListDeliveriesRequest(parent=self.workspace, channels=[EMAIL], page_token=token, **fields)
            page = self.deliveries.ListDeliveries(request)
            found.extend(page.deliveries)
            token = page.next_page_token
            if not token:
                return found

    def until_quiet(self):
        """Returns when no e-mail waits or is under way."""
        states = [api.DELIVERY_STATE_QUEUED, api.DELIVERY_STATE_LEASED]
        wait_for(lambda: not self.queue(states=states))

    def place(self, location):
        """A new location, of a brand of its own."""
        brand = api.Brand(display_name=location.title())
        self.directory.CreateBrand(api.CreateBrandRequest(parent=self.workspace, brand_id=location, brand=brand))
        place = api.Location(display_name=location.title(), brand=f"{self.workspace}/brands/{location}")
        self.directory.CreateLocation(
            api.CreateLocationRequest(parent=self.workspace, location_id=location, location=place)
        )

    def user(self, user, language="", role=api.USER_ROLE_ADMIN, **fields):
        """A new colleague with an address."""
        colleague = api.User(
            display_name=user.title(), email=f"{user}@bistro.example", role=role, language=language, **fields
        )
        request = api.CreateUserRequest(parent=self.workspace, user_id=user, user=colleague)
        return self.directory.CreateUser(request).user.name

    def settings(self, **fields):
        """Changes settings of the workspace."""
        request = api.UpdateWorkspaceRequest(
            workspace=api.Workspace(name=self.workspace, **fields), update_mask={"paths": list(fields)}
        )
        self.directory.UpdateWorkspace(request)

    def found(self):
        """Makes the workspace."""
        self.directory.CreateWorkspace(
            api.CreateWorkspaceRequest(
                workspace=api.Workspace(name=self.workspace, display_name="Bistro"),
                owner_id="admin",
                owner=api.User(display_name="Adèle Admin"),
            )
        )
        return self


def asked():
    """What the customer wrote, in two e-mails."""
    return [
        stories.said("Is there a table?", 0, f"<{stories.fresh('first')}@guest.example>"),
        stories.said("For two", 60, f"<{stories.fresh('second')}@guest.example>"),
    ]


@contextlib.contextmanager
def serving(directory, *arguments, **settings):
    """A server on a directory, new or not."""
    server = Server(directory / "data", "--no-sample", *arguments, **settings).start()
    try:
        yield server
    finally:
        server.clean_up()


@contextlib.contextmanager
def mailing(directory, relay, *arguments, **settings):
    """A new workspace on a server that hands its e-mails to a relay."""
    with serving(directory, *relay.arguments(*arguments), **settings) as server:
        with contextlib.closing(Mailer(server).found()) as client:
            yield client
