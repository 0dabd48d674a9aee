internal import SQLite

/// The schema's history; files are embedded by the package and never change once released.
enum Migrations {
  /// All steps, oldest first.
  static let all = [
    Migration(version: 1, name: "v0001_inbox", file: PackageResources.v0001_inbox_sql),
    Migration(
      version: 2, name: "v0002_notification_changes", file: PackageResources.v0002_notification_changes_sql),
    Migration(version: 3, name: "v0003_directory", file: PackageResources.v0003_directory_sql),
    Migration(version: 4, name: "v0004_views", file: PackageResources.v0004_views_sql),
    Migration(version: 5, name: "v0005_api_keys", file: PackageResources.v0005_api_keys_sql),
    Migration(version: 6, name: "v0006_removals", file: PackageResources.v0006_removals_sql),
    Migration(version: 7, name: "v0007_outbox", file: PackageResources.v0007_outbox_sql),
    Migration(version: 8, name: "v0008_search", file: PackageResources.v0008_search_sql),
    Migration(version: 9, name: "v0009_joins", file: PackageResources.v0009_joins_sql),
    Migration(version: 10, name: "v0010_ready_anywhere", file: PackageResources.v0010_ready_anywhere_sql),
    Migration(version: 11, name: "v0011_notification_texts", file: PackageResources.v0011_notification_texts_sql),
    Migration(
      version: 12, name: "v0012_search_by_activity", file: PackageResources.v0012_search_by_activity_sql),
    Migration(version: 13, name: "v0013_filters_in_lists", file: PackageResources.v0013_filters_in_lists_sql),
    Migration(
      version: 14, name: "v0014_figures_from_the_log", file: PackageResources.v0014_figures_from_the_log_sql),
    Migration(version: 15, name: "v0015_merging_by_twos", file: PackageResources.v0015_merging_by_twos_sql),
  ]
}
