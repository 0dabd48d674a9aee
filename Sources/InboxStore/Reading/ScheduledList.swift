internal import SQLite
public import InboxModel

/// Where a scheduled response stands among those of its workspace.
public struct SchedulePosition: Sendable, Hashable {
  /// When it goes out.
  public var time: Int64
  /// The interaction.
  public var interaction: Int64
  /// The channel's number.
  public var channel: Int64

  /// Takes all parts.
  public init(time: Int64, interaction: Int64, channel: Int64) {
    self.time = time
    self.interaction = interaction
    self.channel = channel
  }
}

extension ScheduledResponse {
  /// Where it stands.
  public var position: SchedulePosition {
    SchedulePosition(time: scheduleTime, interaction: interaction.rawValue, channel: Int64(channel.rawValue))
  }
}

/// The scheduled responses of a workspace, the earliest due first.
extension Transaction {
  private static let listQuery = Query(
    """
    SELECT s.schedule_time, s.interaction, s.channel, i.location
    FROM scheduled_response s
    JOIN interaction i ON i.workspace = s.workspace AND i.interaction = s.interaction
    WHERE s.workspace = ? AND (s.schedule_time, s.interaction, s.channel) > (?, ?, ?) AND s.schedule_time < ?
    ORDER BY s.schedule_time, s.interaction, s.channel
    """)

  /// The scheduled responses due in a range that a caller sees, after a position, with their files' ids.
  public func scheduledResponses(
    in range: Range<Int64>, after position: SchedulePosition?, limit: Int, for caller: Caller
  ) throws(InboxError) -> [ScheduledResponse] {
    var found: [SchedulePosition] = []
    func read(_ cursor: inout Cursor) -> Bool {
      let next = SchedulePosition(time: cursor.int64(), interaction: cursor.int64(), channel: cursor.int64())
      if caller.sees(cursor.optionalText().map(LocationID.init)) { found.append(next) }
      return found.count < limit
    }
    let start = position ?? SchedulePosition(time: range.lowerBound, interaction: 0, channel: 0)
    do {
      var cursor = try database.use(Self.listQuery)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(start.time)
      cursor.bind(start.interaction)
      cursor.bind(start.channel)
      cursor.bind(range.upperBound)
      while limit > 0, try cursor.step(), read(&cursor) {}
    } catch {
      throw InboxError(error)
    }
    var schedules: [ScheduledResponse] = []
    for place in found {
      let channel = Channel(stored: Int(place.channel))
      if let schedule = try findSchedule(InteractionID(place.interaction), channel, caller.workspace) {
        schedules.append(schedule)
      }
    }
    return schedules
  }

  /// The files of scheduled responses that have some.
  public func files(of schedule: ScheduledResponse, for caller: Caller) throws(InboxError) -> [AttachmentInfo] {
    guard !schedule.content.attachments.isEmpty else { return [] }
    return try attachments(
      of: .schedule, Int64(schedule.channel.rawValue), in: schedule.interaction, caller.workspace)
  }
}
