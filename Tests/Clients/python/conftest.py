"""Fixtures: a server that all scenarios share, servers of their own for those that stop them, and callers."""

import itertools
import pathlib

import pytest

from inbox_client import Client, WORKSPACE
from inbox_server import Server

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server most scenarios share; each makes the interactions it changes, so that none disturbs another."""
    shared = Server(tmp_path_factory.mktemp("inboxd") / "data").start()
    yield shared
    shared.clean_up()


@pytest.fixture
def own_server(tmp_path):
    """A server that belongs to one scenario, which may stop, kill and restart it."""
    own = Server(tmp_path / "data").start()
    yield own
    own.clean_up()


@pytest.fixture
def clients():
    """Makes callers and hangs up for all of them in the end."""
    made = []

    def make(server: Server, **settings) -> Client:
        made.append(Client(server.address, **settings))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def admin(server, clients):
    """The administrator of the sample workspace, who may do everything."""
    return clients(server)


@pytest.fixture
def connector(server, clients):
    """A connector: it brings in what customers write."""
    return clients(server, actor="connectors/google")
