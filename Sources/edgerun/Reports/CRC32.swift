import EdgeRuntime

/// The checksum that identifies outputs: CRC-32 as of IEEE 802.3.
enum CRC32 {
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    Array(bytes).withUnsafeBytes { ProgramFormat.checksum($0) }
  }
}
