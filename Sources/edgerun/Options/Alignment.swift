import ArgumentParser

/// What offsets must be multiples of: a power of two, in bytes.
struct Alignment: ExpressibleByArgument {
  var bytes: Int

  static let standard = Alignment(bytes: 4)

  private init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    guard let bytes = Int(argument), (1...4096).contains(bytes), bytes & (bytes - 1) == 0 else {
      return nil
    }
    self.bytes = bytes
  }

  var defaultValueDescription: String { "\(bytes)" }
}
