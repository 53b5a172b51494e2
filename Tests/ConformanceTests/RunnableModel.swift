import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// A `.tflite` file of the shared folder, read and compiled.
struct RunnableModel {
  let imported: ImportedModel
  private let compilations: [Level: Compilation]

  /// - Throws: why edgerun cannot run it, be it the reader or the compiler that says so.
  init(_ path: String) throws {
    let source = ModelSource(path: path, bytes: try SharedFolder.bytes(path))
    let imported = try ModelFile.read(source, operators: catalog)
    var compilations: [Level: Compilation] = [:]
    for level in Level.allCases {
      do throws(CompileError) {
        compilations[level] = try Compiler(level: level).compile(
          imported.graph, modelSHA256: imported.sha256)
      } catch {
        guard case .unloweredNodes(let errors) = error else { throw error }
        throw ImportError(errors.map { imported.diagnostic(for: $0) })
      }
    }
    self.imported = imported
    self.compilations = compilations
  }

  /// Runs at every level; the outputs must be one of `goldens`, and the arena what the plan says.
  func check(_ inputs: [[UInt8]], goldens: [[[UInt8]]]) throws {
    for level in Level.allCases {
      let compilation = try #require(compilations[level])
      let host = try HostProgram(compilation.program)
      let measured = try MeasuredRun(host, inputs: inputs)
      let run = try #require(measured)
      let differences = goldens.map { Self.differences(run.outputs, $0) }
      #expect(differences.contains(""), "level \(level): \(differences[0])")
      #expect(run.measuredPeakBytes == compilation.plan.arenaBytes, "level \(level)")
    }
  }

  /// Which bytes differ, in words; empty where none does.
  private static func differences(_ found: [[UInt8]], _ expected: [[UInt8]]) -> String {
    guard found.map(\.count) == expected.map(\.count) else {
      return "outputs of \(found.map(\.count)) bytes, expected \(expected.map(\.count))"
    }
    return zip(found, expected).enumerated().compactMap { index, pair in
      let wrong = pair.0.indices.filter { pair.0[$0] != pair.1[$0] }
      return wrong.first.map {
        "output \(index): \(wrong.count) of \(pair.0.count) bytes differ, the first at \($0): "
          + "\(Int8(bitPattern: pair.0[$0])), expected \(Int8(bitPattern: pair.1[$0]))"
      }
    }.joined(separator: "; ")
  }
}
