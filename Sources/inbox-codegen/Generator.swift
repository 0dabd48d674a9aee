/// Turns a descriptor set into Swift: the names of the files with their text.
enum Generator {
  /// The Swift files for a serialized `FileDescriptorSet` that carries source info.
  static func swift(
    _ bytes: [UInt8], options: GeneratorOptions
  ) throws(GeneratorError) -> [(name: String, text: String)] {
    let files = try DescriptorReader.read(bytes)
    let plan = try Planner(files, options: options).plan(files)
    return plan.map { ($0.name, Printer.print($0)) }
  }
}
