internal import ArgumentParser

/// What the server can be told of the language model. Its key has no option, because everybody on the machine can read the
/// options of a process.
struct OutboundOptions: ParsableArguments {
  @Option(help: "OpenAI-compatible endpoint of a language model, such as http://127.0.0.1:8080/v1. [INBOXD_MODEL_URL]")
  var modelUrl: String?

  @Option(help: "The model's name there. [INBOXD_MODEL_NAME]")
  var modelName: String?

  @Option(help: "File that holds the key; or INBOXD_MODEL_KEY. [INBOXD_MODEL_KEY_FILE]")
  var modelKeyFile: String?

  @Option(help: "PEM file of the authorities to trust instead of the system's. [INBOXD_MODEL_CA]")
  var modelCa: String?

  @Option(help: "How long the first words may take; the default is 20000. [INBOXD_MODEL_FIRST_TOKEN_MILLISECONDS]")
  var modelFirstTokenMilliseconds: String?

  @Option(help: "How long the next words may take; the default is 10000. [INBOXD_MODEL_IDLE_MILLISECONDS]")
  var modelIdleMilliseconds: String?

  @Option(help: "How long a whole text may take; the default is 90000. [INBOXD_MODEL_TOTAL_MILLISECONDS]")
  var modelTotalMilliseconds: String?
}
