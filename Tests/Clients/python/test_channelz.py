"""channelz, by grpcio's own client of it: the numbers are those of calls that were really made."""

import grpc
import pytest
from grpc_channelz.v1 import channelz_pb2, channelz_pb2_grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from interop_server import InteropServer, TestService


@pytest.fixture
def interop(tmp_path):
    server = InteropServer(tmp_path).start()
    yield server
    server.clean_up()


@pytest.fixture
def service(interop):
    made = TestService(interop.address)
    yield made
    made.channel.close()


@pytest.fixture
def channelz(interop):
    """channelz on a connection of its own, so that what it counts is not itself."""
    with grpc.insecure_channel(interop.address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        yield channelz_pb2_grpc.ChannelzStub(channel)


def only_server(channelz):
    response = channelz.GetServers(channelz_pb2.GetServersRequest())
    assert response.end
    [server] = response.server
    return server


def sockets(channelz, **fields):
    request = channelz_pb2.GetServerSocketsRequest(server_id=only_server(channelz).ref.server_id, **fields)
    return channelz.GetServerSockets(request)


def socket(channelz, id):
    return channelz.GetSocket(channelz_pb2.GetSocketRequest(socket_id=id)).socket


def test_calls_are_counted_by_their_end(channelz, service):
    before = only_server(channelz).data
    service.EmptyCall(service.messages.Empty())
    with pytest.raises(grpc.RpcError):
        service.UnaryCall(service.messages.SimpleRequest(response_status={"code": 3}))
    after = only_server(channelz).data
    assert after.calls_failed - before.calls_failed == 1
    # The question before succeeded too, after it was counted.
    assert after.calls_succeeded - before.calls_succeeded == 2
    assert after.calls_started - before.calls_started == 3
    assert after.last_call_started_timestamp.ToMicroseconds() >= before.last_call_started_timestamp.ToMicroseconds() > 0


def test_a_connection_tells_what_it_did(interop, channelz, service):
    known = {ref.socket_id for ref in sockets(channelz).socket_ref}
    with grpc.insecure_channel(interop.address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        for _ in range(3):
            health.Check(health_pb2.HealthCheckRequest())
        with pytest.raises(grpc.RpcError):
            health.Check(health_pb2.HealthCheckRequest(service="no.Such"))
        [new] = [ref for ref in sockets(channelz).socket_ref if ref.socket_id not in known]
        found = socket(channelz, new.socket_id)
        data = found.data
        assert (data.streams_started, data.streams_succeeded, data.streams_failed) == (4, 4, 0)
        assert (data.messages_received, data.messages_sent) == (4, 3)
        assert data.last_message_received_timestamp.seconds > 0
        assert new.name.endswith(f":{found.remote.tcpip_address.port}")
        assert found.local.tcpip_address.ip_address == bytes([127, 0, 0, 1])
        assert interop.address.endswith(f":{found.local.tcpip_address.port}")


def test_a_call_that_is_given_up_failed(channelz, service):
    before = only_server(channelz).data.calls_failed
    call = service.FullDuplexCall(iter(lambda: service.messages.StreamingOutputCallRequest(), None))
    call.cancel()
    for _ in range(200):
        if only_server(channelz).data.calls_failed == before + 1:
            return
    raise AssertionError("the call is not counted as failed")


def test_pages_hold_every_connection_once(interop, channelz):
    channels = [
        grpc.insecure_channel(interop.address, options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(7)
    ]
    for channel in channels:
        health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
    seen, start = [], 0
    while True:
        page = sockets(channelz, start_socket_id=start, max_results=3)
        assert len(page.socket_ref) <= 3 and (page.socket_ref or page.end)
        seen += [ref.socket_id for ref in page.socket_ref]
        if page.end:
            break
        start = seen[-1] + 1
    assert seen == sorted(set(seen)) and len(seen) >= 8
    for channel in channels:
        channel.close()


def test_the_listening_socket_is_known(interop, channelz):
    [ref] = only_server(channelz).listen_socket
    found = socket(channelz, ref.socket_id)
    assert interop.address.endswith(f":{found.local.tcpip_address.port}") and not found.HasField("remote")


def test_a_server_has_no_channels(channelz):
    top = channelz.GetTopChannels(channelz_pb2.GetTopChannelsRequest())
    assert top.end and not top.channel
    for call in [
        lambda: channelz.GetChannel(channelz_pb2.GetChannelRequest(channel_id=1)),
        lambda: channelz.GetSubchannel(channelz_pb2.GetSubchannelRequest(subchannel_id=1)),
        lambda: channelz.GetServer(channelz_pb2.GetServerRequest(server_id=77)),
        lambda: channelz.GetServerSockets(channelz_pb2.GetServerSocketsRequest(server_id=77)),
        lambda: channelz.GetSocket(channelz_pb2.GetSocketRequest(socket_id=1 << 40)),
    ]:
        with pytest.raises(grpc.RpcError) as raised:
            call()
        assert raised.value.code() == grpc.StatusCode.NOT_FOUND


def test_negative_pages_are_refused(channelz):
    for call in [
        lambda: sockets(channelz, max_results=-1),
        lambda: channelz.GetServers(channelz_pb2.GetServersRequest(max_results=-1)),
        lambda: channelz.GetTopChannels(channelz_pb2.GetTopChannelsRequest(max_results=-1)),
    ]:
        with pytest.raises(grpc.RpcError) as raised:
            call()
        assert raised.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_closed_connection_is_forgotten(interop, channelz):
    channel = grpc.insecure_channel(interop.address, options=[("grpc.use_local_subchannel_pool", 1)])
    known = {ref.socket_id for ref in sockets(channelz).socket_ref}
    health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
    [new] = [ref.socket_id for ref in sockets(channelz).socket_ref if ref.socket_id not in known]
    channel.close()
    for _ in range(500):
        if new not in {ref.socket_id for ref in sockets(channelz).socket_ref}:
            return
    raise AssertionError("the connection is still listed")


def test_inboxd_has_channelz_too(admin):
    [server] = channelz_pb2_grpc.ChannelzStub(admin.channel).GetServers(channelz_pb2.GetServersRequest()).server
    assert server.data.calls_started > 0
