/// Something that ought to hold for every file that is accepted, and does not for this one.
struct Finding: Error {
  var message: String

  init(_ message: String) { self.message = message }
}
