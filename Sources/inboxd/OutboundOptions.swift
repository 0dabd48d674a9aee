internal import ArgumentParser

/// What the server can be told of the mail relay and the language model. Passwords and keys have no option, because
/// everybody on the machine can read the options of a process.
struct OutboundOptions: ParsableArguments {
  @Option(help: "Host of the relay that takes e-mails; without one they wait. [INBOXD_SMTP_HOST]")
  var smtpHost: String?

  @Option(help: "Port of the relay; the default goes with --smtp-security: 587, 465 or 25. [INBOXD_SMTP_PORT]")
  var smtpPort: String?

  @Option(help: "starttls, tls or none; the default is none on loopback, else starttls. [INBOXD_SMTP_SECURITY]")
  var smtpSecurity: String?

  @Option(help: "User at the relay; the password is INBOXD_SMTP_PASSWORD or in a file. [INBOXD_SMTP_USER]")
  var smtpUser: String?

  @Option(help: "File that holds the user's password. [INBOXD_SMTP_PASSWORD_FILE]")
  var smtpPasswordFile: String?

  @Option(help: "PEM file of the authorities to trust instead of the system's. [INBOXD_SMTP_CA]")
  var smtpCa: String?

  @Option(help: "Address that e-mails come from where a workspace names none. [INBOXD_SMTP_SENDER]")
  var smtpSender: String?

  @Option(help: "E-mails handed over at once, from 1 to 64; the default is 8. [INBOXD_SMTP_CONNECTIONS]")
  var smtpConnections: String?

  @Option(help: "How long the relay may take to answer; the default is 30000. [INBOXD_SMTP_REPLY_MILLISECONDS]")
  var smtpReplyMilliseconds: String?

  @Option(help: "How long one attempt may take; the default is 300000. [INBOXD_SMTP_ATTEMPT_MILLISECONDS]")
  var smtpAttemptMilliseconds: String?

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
