import CFuzzDriver
import Foundation

/// `edgerun-fuzz TARGET FOLDER [libFuzzer's own options]`: writes seeds and a dictionary, and
/// fuzzes.
@main
enum EdgeFuzz {
  nonisolated(unsafe) static var target = FuzzTarget.model
  nonisolated(unsafe) static var folder = "."

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let target = FuzzTarget(rawValue: arguments[1]) else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
      FileHandle.standardError.write(Data("expected \(names) and a folder\n".utf8))
      exit(64)
    }
    self.target = target
    folder = arguments[2]
    let corpus = arguments[2] + "/" + target.rawValue
    try prepare(target, corpus)
    let own = [
      arguments[0], corpus, "-dict=\(corpus).dict", "-artifact_prefix=\(corpus)-", "-timeout=10",
      "-rss_limit_mb=4096", "-malloc_limit_mb=1024", "-max_len=16384", "-detect_leaks=0",
    ]
    fuzz(own + arguments.dropFirst(3))
  }

  private static func prepare(_ target: FuzzTarget, _ corpus: String) throws {
    try FileManager.default.createDirectory(atPath: corpus, withIntermediateDirectories: true)
    let seeds = try target.seeds(folder)
    for (index, seed) in seeds.enumerated() {
      try Data(seed).write(to: URL(fileURLWithPath: "\(corpus)/seed\(index)"))
    }
    // A dictionary without a word is none to libFuzzer.
    let words = (target.words(seeds) + ["EDGR"]).map { "\"\($0)\"\n" }.joined()
    try Data(words.utf8).write(to: URL(fileURLWithPath: corpus + ".dict"))
  }

  private static func fuzz(_ arguments: [String]) -> Never {
    var count = Int32(arguments.count)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let code = pointers.withUnsafeMutableBufferPointer { buffer in
      var base = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &base) { data, count in
        EdgeFuzz.feed(Array(UnsafeBufferPointer(start: data, count: count)))
        return 0
      }
    }
    exit(code)
  }

  /// libFuzzer keeps the bytes at which the process aborts, and ends with an error.
  private static func feed(_ bytes: [UInt8]) {
    do throws(Finding) {
      try target.run(bytes, folder: folder)
    } catch {
      FileHandle.standardError.write(Data("\(target.rawValue): \(error.message)\n".utf8))
      abort()
    }
  }
}
