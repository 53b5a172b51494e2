package import EdgeIR

/// The files a user feeds to a graph.
package enum InputFile {
  package typealias Input = (name: String, type: TensorType)

  /// The bytes of every run's inputs: runs x inputs.
  ///
  /// A file holds one input, as raw bytes or .npy, or all of them one after the other. More files
  /// than inputs, and an .npy of many batches where the input has one, are a sequence of runs.
  package static func runs(for inputs: [Input], paths: [String]) throws(ImportError)
    -> [[[UInt8]]]
  {
    let files = try load(paths)
    if let runs = wholeRuns(of: files, inputs) { return runs }
    guard !inputs.isEmpty, !files.isEmpty, files.count % inputs.count == 0 else {
      throw countError(inputs, files)
    }
    var runs: [[[UInt8]]] = []
    var errors: [Diagnostic] = []
    for first in stride(from: 0, to: files.count, by: inputs.count) {
      do throws(ImportError) {
        runs += try group(Array(files[first..<first + inputs.count]), inputs)
      } catch {
        errors += error.diagnostics
      }
    }
    guard errors.isEmpty else { throw ImportError(errors) }
    return runs
  }

  private struct File {
    var path: String
    var bytes: [UInt8]
    var isNPY: Bool { NPY.recognizes(bytes) }
  }

  private static func load(_ paths: [String]) throws(ImportError) -> [File] {
    var files: [File] = []
    var errors: [Diagnostic] = []
    let standardInput = FileReader.standardInput
    if paths.filter({ $0 == standardInput }).count > 1 {
      throw ImportError(file: standardInput, "expected standard input once, found it twice")
    }
    for path in paths {
      do throws(ImportError) {
        let bytes = try FileReader.read(path, limit: FileLimits.binaryBytes)
        files.append(File(path: path, bytes: bytes))
      } catch {
        errors += error.diagnostics
      }
    }
    guard errors.isEmpty else { throw ImportError(errors) }
    return files
  }

  /// One run a file, if each holds all inputs.
  private static func wholeRuns(of files: [File], _ inputs: [Input]) -> [[[UInt8]]]? {
    let total = inputs.map(\.type.bytes).reduce(0, +)
    guard inputs.count > 1, !files.isEmpty,
      files.allSatisfy({ !$0.isNPY && $0.bytes.count == total })
    else { return nil }
    return files.map { file in
      var start = 0
      return inputs.map { input in
        defer { start += input.type.bytes }
        return Array(file.bytes[start..<start + input.type.bytes])
      }
    }
  }

  private static func countError(_ inputs: [Input], _ files: [File]) -> ImportError {
    let sizes = inputs.map { "\"\($0.name)\" of \($0.type.bytes) bytes" }
    let total = inputs.map(\.type.bytes).reduce(0, +)
    let found = files.map { "\($0.bytes.count)" }.joined(separator: ", ")
    return ImportError(
      file: files.first?.path ?? "input",
      "expected one file an input, \(sizes.joined(separator: ", ")), or files of all \(total) bytes"
        + (files.isEmpty ? "; found none" : "; found \(files.count) of \(found) bytes"))
  }

  /// The runs of one file an input.
  private static func group(_ files: [File], _ inputs: [Input]) throws(ImportError)
    -> [[[UInt8]]]
  {
    var columns: [[[UInt8]]] = []
    var errors: [Diagnostic] = []
    for (file, input) in zip(files, inputs) {
      do throws(ImportError) {
        columns.append(try batches(file, input))
      } catch {
        errors += error.diagnostics
      }
    }
    guard errors.isEmpty else { throw ImportError(errors) }
    for (file, column) in zip(files, columns) where column.count != columns[0].count {
      throw ImportError(
        file: file.path,
        "expected \(columns[0].count) batches, as in \(files[0].path), found \(column.count)")
    }
    return columns[0].indices.map { run in columns.map { $0[run] } }
  }

  /// An input's bytes, run by run.
  private static func batches(_ file: File, _ input: Input) throws(ImportError) -> [[UInt8]] {
    let what = "input \"\(input.name)\""
    if file.isNPY {
      let array = try NPY.read(file.bytes, file: file.path)
      do throws(NPYError) {
        return try array.batches(of: input.type)
      } catch {
        throw ImportError(file: file.path, "\(what): \(error.message)")
      }
    }
    guard file.bytes.count == input.type.bytes else {
      throw ImportError(
        file: file.path,
        "\(what): expected \(input.type.bytes) bytes of \(input.type), found \(file.bytes.count)")
    }
    return [file.bytes]
  }
}
