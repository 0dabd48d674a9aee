"""The inbox that `make budget` calls: the same customers, texts and times in every run."""

import threading

import inbox_api as api
import stories
from inbox_client import WORKSPACE, Client

# The writer looks after the house a second after the last change; what it does then counts for those who caused it.
SETTLING_SECONDS = 1.5
CUSTOMERS = 400
THREAD_MESSAGES = 20
TEXT = "We came for dinner with six people on Friday; the food was very good, but we waited {} minutes for it."
ANSWER = "Thank you for telling us. We have talked about it with the team, and would like to see you again: {}."
SOURCES = (api.SOURCE_GOOGLE, api.SOURCE_EMAIL, api.SOURCE_WHATSAPP, api.SOURCE_TRIPADVISOR)


def settle():
    """Waits until the server has done what follows from calls."""
    threading.Event().wait(SETTLING_SECONDS)


class BudgetInbox:
    """A workspace of four hundred interactions, made on an empty server by the calls that anyone would use."""

    def __init__(self, address):
        client = Client(address)
        self._directory(client)
        results = []
        for start in range(0, CUSTOMERS, 50):
            results += stories.push(client, *(item(number) for number in range(start, start + 50)))
        assert all(result.outcome == api.INGEST_OUTCOME_CREATED for result in results), results
        # Interactions by what wrote them; each scenario that changes some takes its own.
        self.reviews, self.emails, self.chats, _ = ([r.interaction for r in results[n :: len(SOURCES)]] for n in range(4))
        self.small = self.reviews[-1]
        self.full, self.thread = self.emails.pop(), self.chats.pop()
        self._work_on(client)
        client.close()
        settle()

    def _directory(self, client):
        """Who works there, where, and with which keywords."""
        owner = api.User(display_name="Adèle Admin")
        workspace = api.Workspace(name=WORKSPACE, display_name="Bistro")
        client.directory.CreateWorkspace(
            api.CreateWorkspaceRequest(workspace=workspace, owner_id="admin", owner=owner)
        )
        for number in range(4):
            user = api.User(display_name=f"Colleague {number}", role=api.USER_ROLE_ADMIN)
            client.directory.CreateUser(
                api.CreateUserRequest(parent=WORKSPACE, user_id=f"colleague-{number}", user=user)
            )
            keyword = api.Keyword(display_name=f"Keyword {number}")
            client.directory.CreateKeyword(
                api.CreateKeywordRequest(parent=WORKSPACE, keyword_id=f"keyword-{number}", keyword=keyword)
            )
            brand = api.Brand(display_name=f"Brand {number}")
            client.directory.CreateBrand(
                api.CreateBrandRequest(parent=WORKSPACE, brand_id=f"brand-{number}", brand=brand)
            )
            place = api.Location(display_name=f"Place {number}", brand=f"{WORKSPACE}/brands/brand-{number}")
            client.directory.CreateLocation(
                api.CreateLocationRequest(parent=WORKSPACE, location_id=f"place-{number}", location=place)
            )

    def _work_on(self, client):
        """Gives one interaction a draft, assignees and keywords, and another a long thread."""
        for number in range(0, 100, 5):  # Lists have rows of all kinds.
            for name in (self.emails[number - 1], self.reviews[number]):
                client.interactions.AssignUsers(
                    api.AssignUsersRequest(name=name, users=[f"{WORKSPACE}/users/colleague-{number % 4}"])
                )
        client.interactions.AssignUsers(
            api.AssignUsersRequest(name=self.full, users=[f"{WORKSPACE}/users/colleague-{n}" for n in range(2)])
        )
        client.interactions.ModifyKeywords(
            api.ModifyKeywordsRequest(
                name=self.full, add_keywords=[f"{WORKSPACE}/keywords/keyword-{n}" for n in range(2)]
            )
        )
        client.interactions.SaveDraft(
            api.SaveDraftRequest(
                name=self.full, channel=api.CHANNEL_TYPE_EMAIL, subject="Your evening", text=ANSWER.format("soon")
            )
        )


def item(number):
    """What one customer wrote. The last to write by chat writes often."""
    source = SOURCES[number % len(SOURCES)]
    count = THREAD_MESSAGES if number == CUSTOMERS - 2 else 1
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=source, external_id=f"customer-{number:03}")],
        display_name=f"Customer {number:03}",
        email=f"customer-{number:03}@guest.example",
    )
    fields = {"rating": 3 + number % 3} if source in (api.SOURCE_GOOGLE, api.SOURCE_TRIPADVISOR) else {}
    return stories.item(
        source,
        [
            stories.said(TEXT.format(10 + number % 80), number * 60 + part, f"<message-{number:03}-{part:02}@guest.example>")
            for part in range(count)
        ],
        external_id=f"interaction-{number:03}",
        customer=customer,
        location=f"{WORKSPACE}/locations/place-{number % 4}",
        subject="Our evening",
        **fields,
    )
