import ArgumentParser
import EdgeFormats
import Foundation

/// Results go to standard output, everything else to standard error.
enum Console {
  /// Nobody is told where even this cannot be written.
  static func note(_ line: some CustomStringConvertible) {
    try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8))
  }

  static func print(_ lines: [String]) throws(Failure) {
    try write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }

  static func write(_ data: Data) throws(Failure) {
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      throw .standardOutput
    }
  }

  /// Runs a command's body, reports what it throws, and ends the process with the right code.
  ///
  /// - Parameters:
  ///   - file: what errors that belong to no other file are about.
  ///   - json: whether errors are reported as one object on standard output.
  static func report(file: String, json: Bool, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let code as ExitCode {
      throw code
    } catch {
      throw ExitCode(show(ErrorReport(error, file: file), json: json))
    }
  }

  /// - Returns: the process's exit code.
  static func show(_ report: ErrorReport, json: Bool) -> Int32 {
    guard json, report.exitCode != Failure.standardOutputCode else {
      for diagnostic in report.diagnostics { note(diagnostic) }
      return report.exitCode
    }
    do {
      try JSONReport.print(ErrorsJSON(report))
      return report.exitCode
    } catch {
      return show(ErrorReport(error, file: ""), json: false)
    }
  }
}

/// `edgerun.error/1`.
private struct ErrorsJSON: Encodable {
  struct Item: Encodable {
    var file: String
    var line: Int?
    var column: Int?
    var message: String
  }

  let format = "edgerun.error/1"
  var exitCode: Int32
  var errors: [Item]

  init(_ report: ErrorReport) {
    exitCode = report.exitCode
    errors = report.diagnostics.map {
      Item(file: $0.file, line: $0.line, column: $0.column, message: $0.message)
    }
  }
}
