internal import GRPC
internal import HTTP2
internal import Metrics

/// What calls hold of requests that are not complete.
///
/// Only the sender knows when his request is complete, and a thousand calls with 4 MiB each are within every other limit of a
/// connection. So the bytes of large requests are counted, for the connection and for the loop, and one that goes over is refused. Whoever
/// minds his windows does not come there by himself: large requests come one after the other (RequestAdmission.swift).
/// The first 16 KiB of each are not counted, being bounded by the number of calls: those who send small requests
/// are served even while somebody has used up what the loop may hold.
extension Call {
  /// Counts what is held now; false when it grew to more than the connection or the loop may hold.
  func countRequest() -> Bool {
    let bytes = max(0, reader.heldBytes + request.count - Call.keptRequestBytes)
    let growth = bytes - countedRequestBytes
    guard growth != 0, let connection else { return true }
    countedRequestBytes = bytes
    let worker = connection.worker
    connection.heldRequestBytes += growth
    worker.heldRequestBytes += growth
    worker.metrics.requestBytesHeld.set(worker.heldRequestBytes)
    if isOver || bytes == 0 || reader.isBetweenMessages {
      worker.admission.leave(self)
    } else if place.bytes != reader.messageBytes {
      worker.admission.leave(self)  // Its last message was whole, and the next began in the same read.
      worker.admission.ask(self, for: reader.messageBytes, on: worker.loop)
    }
    return growth < 0
      || connection.heldRequestBytes <= worker.limits.heldBytesPerConnectionMax
        && worker.heldRequestBytes <= worker.limits.heldBytesPerLoopMax
  }

  /// A connection that holds its share, and not one which is refused because others do, pays for asking more.
  func chargeForHolding() {
    guard let connection, let worker else { return }
    if connection.heldRequestBytes > worker.limits.promisedBytesPerConnectionMax { connection.session.chargeFault() }
  }

  /// Forgets what is held, when it was handed over or nobody wants it.
  func dropRequest() {
    reader.reset(messageBytesMax: reader.messageBytesMax)
    emptyRequest()
    _ = countRequest()
  }
}
