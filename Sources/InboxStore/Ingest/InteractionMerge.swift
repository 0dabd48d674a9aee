internal import InboxModel

/// What a source says of an interaction, with the time of each field. Pure.
struct InteractionMerge: Equatable {
  /// The fields that have a time.
  enum Field: Int, CaseIterable {
    /// In the order they are stored; new ones go to the end.
    case rating, ratingMax, location, subject, sourceURL, language, sourceTime, removal, transaction, customer
    /// Since when the present rating stands, however often it was said again.
    case ratingSince
  }

  /// The rating.
  var rating: Double?
  /// The best rating.
  var ratingMax: Double
  /// The location.
  var location: LocationID?
  /// The title or subject.
  var subject: String
  /// The page at the source.
  var sourceURL: String
  /// The language of the latest customer message, or what the source said.
  var language: String
  /// When the customer began it.
  var sourceTime: Int64
  /// When the source removed it.
  var removalTime: Int64?
  /// When each field was said.
  var times: FieldTimes<Field>

  /// What an item changed.
  struct Changes {
    /// The rating before, if it changed.
    var formerRating: Double??
    /// When the rating before had been said.
    var formerRatingTime: Int64 = 0
    /// A rating older than the one that is kept, which the thread remembers as a revision.
    var lateRating: Double?
    /// The location before, if it changed.
    var formerLocation: LocationID??
    /// Whether subject, link, best rating, language or source time changed.
    var hasOtherChanges = false
    /// Whether the source removed it, or shows it again.
    var removal: Bool?
    /// Whether the transaction is to be taken.
    var takesTransaction = false

    /// Whether anything changed.
    var isEmpty: Bool {
      formerRating == nil && formerLocation == nil && !hasOtherChanges && removal == nil && lateRating == nil
    }
  }

  /// Takes in an item's own fields, said at a time. `place` is the location it names, resolved.
  mutating func merge(_ item: IngestItem, place: LocationID?, at time: Int64) -> Changes {
    var changes = Changes()
    let before = self
    mergeRating(item, at: time, &changes)
    if let place, times.take(.location, at: time), location != place {
      changes.formerLocation = .some(location)
      location = place
    }
    if item.ratingMax > 0, times.take(.ratingMax, at: time) { ratingMax = item.ratingMax }
    if !item.subject.isEmpty, times.take(.subject, at: time) { subject = item.subject }
    if !item.sourceURL.isEmpty, times.take(.sourceURL, at: time) { sourceURL = item.sourceURL }
    if !item.language.isEmpty, times.take(.language, at: time) { language = item.language }
    if let began = item.sourceTime, times.take(.sourceTime, at: time) { sourceTime = began }
    if let isRemoved = item.isRemoved, times.take(.removal, at: time), (removalTime != nil) != isRemoved {
      removalTime = isRemoved ? time : nil
      changes.removal = isRemoved
    }
    if item.transaction != nil { changes.takesTransaction = times.take(.transaction, at: time) }
    changes.hasOtherChanges =
      ratingMax != before.ratingMax || subject != before.subject || sourceURL != before.sourceURL
      || language != before.language || sourceTime != before.sourceTime
    return changes
  }

  /// Takes in a rating: the later word is kept, an earlier one that differs becomes history.
  private mutating func mergeRating(_ item: IngestItem, at time: Int64, _ changes: inout Changes) {
    guard let new = item.rating else { return }
    let formerTime = times[.rating]
    guard times.take(.rating, at: time) else {
      if rating != new {
        changes.lateRating = new
      } else {
        times[.ratingSince] = min(times[.ratingSince], time)
      }
      return
    }
    guard rating != new else { return }
    times[.ratingSince] = time
    changes.formerRating = .some(rating)
    changes.formerRatingTime = formerTime
    rating = new
  }
}
