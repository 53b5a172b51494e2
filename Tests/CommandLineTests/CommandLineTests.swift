import EdgeTestSupport
import Foundation
import Testing

@Suite struct CommandLineTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput

  @Test func `a model and an input are all the main job needs`() throws {
    let result = try CommandLineTool.run([model, input])
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    #expect(result.text.contains(/[\d,]+ bytes planned at level stream/))
    let firstEntry = result.text.split(separator: "\n")[1].split(separator: " ")
    #expect(firstEntry.last == "2", "the digit of input.bin, in \(result.text)")
    let ordered = try CommandLineTool.run([model, input, "--level", "order"])
    #expect(ordered.text.contains("13,312 bytes planned at level order, optimal"))
    #expect(ordered.text.contains("13,312 bytes touched by this run, 0 heap allocations"))
  }

  @Test func `run reports edgerun.run/1`() throws {
    let report = try CommandLineTool.run([
      "run", model, input, "--json", "--top", "2", "--level", "order",
    ]).json()
    #expect(report["format"] as? String == "edgerun.run/1")
    #expect(report["arenaBytes"] as? Int == 13312)
    #expect(report["measuredPeakBytes"] as? Int == 13312)
    #expect(report["untouchedTopBytes"] as? Int == 0)
    #expect(report["heapAllocations"] as? Int == 0)
    let outputs = try #require(report["outputs"] as? [[String: Any]])
    #expect(outputs[0]["name"] as? String == "probabilities")
    #expect(outputs[0]["shape"] as? [Int] == [1, 10])
    #expect(outputs[0]["crc32"] as? Int == 2_118_077_827)
    let top = try #require(outputs[0]["top"] as? [[String: Any]])
    #expect(top.map { $0["label"] as? String } == ["2", "3"])
    let times = try #require(report["microseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["min", "median"])
  }

  @Test func `outputs are written as raw bytes, to a file or to standard output`() throws {
    let golden = try Data(
      contentsOf: URL(fileURLWithPath: CommandLineTool.path("Models/digits/output.bin")))
    let folder = try TemporaryFolder()
    let file = folder.path(of: "out.bin")
    #expect(try CommandLineTool.run([model, input, "--output", file]).exitCode == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == golden)
    let piped = try CommandLineTool.run([model, input, "--output", "-"])
    #expect(piped.output == Array(golden))
    #expect(piped.errors.contains("bytes touched by this run"))
  }

  @Test func `an output file that cannot be written is 73 and nothing is left`() throws {
    let result = try CommandLineTool.run([model, input, "--output", "/nonexistent/out.bin"])
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("cannot be written"))
  }

  @Test func `what is read is never written over, under whatever name`() throws {
    let folder = try TemporaryFolder()
    for name in ["model.json", "weights.safetensors", "input.bin"] {
      let bytes = try Data(
        contentsOf: URL(fileURLWithPath: CommandLineTool.path("Models/digits/\(name)")))
      try folder.write(Array(bytes), to: name)
    }
    let link = folder.path(of: "link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.path(of: "weights.safetensors"))
    let (copy, data) = (folder.path(of: "model.json"), folder.path(of: "input.bin"))
    for target in [copy, data, link, folder.path(of: "weights.safetensors")] {
      let result = try CommandLineTool.run([copy, data, "--output", target])
      #expect(result.exitCode == 73, "\(target)")
      #expect(result.errors.contains("it is also read"))
    }
    #expect(try CommandLineTool.run(["plan", copy, "--save", copy]).exitCode == 73)
    #expect(try CommandLineTool.run(["plan", copy, "--save", "a", "--csv", "a"]).exitCode == 64)
    #expect(try CommandLineTool.run(["inspect", copy, "--dot", copy]).exitCode == 73)
    #expect(try CommandLineTool.run([copy, data]).exitCode == 0)
  }

  @Test func `devices are written to, links stay links, modes stay`() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write([1, 2, 3], to: "target")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
    let link = folder.path(of: "link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try CommandLineTool.run([model, input, "--output", link]).exitCode == 0)
    let kind = try FileManager.default.attributesOfItem(atPath: link)[.type] as? FileAttributeType
    #expect(kind == .typeSymbolicLink)
    let attributes = try FileManager.default.attributesOfItem(atPath: target)
    #expect(attributes[.size] as? Int == 10 && attributes[.posixPermissions] as? Int == 0o600)
    #expect(try CommandLineTool.run([model, input, "--output", "/dev/null"]).exitCode == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test(arguments: [["--json"], ["--output", "-"], []])
  func `a full standard output is an I/O error`(options: [String]) throws {
    let result = try CommandLineTool.run([model, input] + options, outputPath: "/dev/full")
    #expect(result.exitCode == 74)
    #expect(result.errors.contains("standard output: cannot be written"))
  }

  @Test func `labels name the last axis, and there are as many`() throws {
    let folder = try TemporaryFolder()
    let few = try folder.write(Array("a\nb\n".utf8), to: "few.txt")
    let result = try CommandLineTool.run([model, input, "--labels", few])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("expected 10 labels"))
  }

  @Test func `an npy with many images is a sequence of runs`() throws {
    let images = CommandLineTool.path("Models/digits/test-images.npy")
    let result = try CommandLineTool.run([model, images, "--output", "-"])
    let golden = CommandLineTool.path("Models/digits/test-outputs.bin")
    #expect(Data(result.output) == (try Data(contentsOf: URL(fileURLWithPath: golden))))
  }

  @Test func `inputs and models come from standard input too`() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: input))
    let result = try CommandLineTool.run([model, "-", "--json", "--level", "order"], input: bytes)
    #expect(try result.json()["measuredPeakBytes"] as? Int == 13312)
    let text = try Data(contentsOf: URL(fileURLWithPath: model))
    let planned = try CommandLineTool.run(["inspect", "-", "--json"], input: text)
    // Weights lie beside a model file; standard input has no folder but the current one.
    #expect(planned.exitCode == 66)
    #expect(planned.text.contains("weights.safetensors"))
  }

  @Test func `a budget that is met runs; one byte less is refused before anything runs`() throws {
    let level = ["--level", "order"]
    let met = try CommandLineTool.run([model, input, "--budget", "13K"] + level)
    #expect(met.exitCode == 0)
    let short = try CommandLineTool.run([model, input, "--budget", "13311"] + level)
    #expect(short.exitCode == 1)
    #expect(short.text == "")
    #expect(short.errors.contains("1 more than the budget of 13311"))
    #expect(short.errors.contains("\"cell1/node9/concat\" 4608"))
    #expect(try CommandLineTool.run([model, input, "--budget", "0"]).exitCode == 1)
    #expect(try CommandLineTool.run(["plan", model, "--budget", "13311"] + level).exitCode == 1)
    #expect(try CommandLineTool.run(["check", model, "--budget", "13311"] + level).exitCode == 1)
    let json = try CommandLineTool.run(["check", model, "--budget", "13311", "--json"] + level)
    #expect(try json.json()["fits"] as? Bool == false)
  }

  @Test(arguments: [
    "64KK", "-1", "9223372036854775808", "", "K", "0x10", "1.5M", "9007199254740993G",
  ])
  func `a badly written size is a usage error`(size: String) throws {
    let result = try CommandLineTool.run(["run", model, input, "--budget=\(size)"])
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--budget"))
  }

  @Test(arguments: [
    ["run"], ["--level", "best"], ["--align", "3"], ["--top", "-1"], ["--unknown"],
  ])
  func `wrong usage is 64`(arguments: [String]) throws {
    let all = arguments == ["run"] ? arguments : [model, input] + arguments
    #expect(try CommandLineTool.run(all).exitCode == 64)
  }

  @Test(arguments: [["--level", "best"], ["--top", "-1"], ["--unknown"], ["--threads", "0"]])
  func `wrong usage is JSON where that is asked for`(arguments: [String]) throws {
    let result = try CommandLineTool.run([model, input, "--json"] + arguments)
    #expect(result.exitCode == 64 && result.errors == "")
    let report = try result.json()
    #expect(report["format"] as? String == "edgerun.error/1" && report["exitCode"] as? Int == 64)
    let errors = try #require(report["errors"] as? [[String: Any]])
    #expect(errors.count == 1 && (errors[0]["message"] as? String)?.contains(arguments[0]) == true)
  }

  @Test(arguments: ["scalar", "", "avx3", "dsp"])
  func `an instruction set that there are no kernels for is a usage error`(name: String) throws {
    let arguments = ["EDGERUN_ISA=\(name)", CommandLineTool.executable.path, model, input]
    let result = try CommandLineTool.run(
      arguments, executable: URL(fileURLWithPath: "/usr/bin/env"))
    let isKnown = ["scalar", ""].contains(name)
    #expect(result.exitCode == (isKnown ? 0 : 64))
    #expect(result.errors.contains("EDGERUN_ISA: expected scalar, ") == !isKnown)
  }

  @Test func `a wrong input is refused before anything is planned`() throws {
    let result = try CommandLineTool.run([model, model, "--budget", "100"])
    #expect(result.exitCode == 65 && result.errors.contains("input \"image\": expected"))
  }

  @Test(arguments: [["--top", "-1"], ["--level", "file", "--budget", "100"]])
  func `an error that standard output cannot take is 74`(arguments: [String]) throws {
    let result = try CommandLineTool.run(
      [model, input, "--json"] + arguments, outputPath: "/dev/full")
    #expect(result.exitCode == 74)
    #expect(result.errors.contains("standard output: cannot be written"))
  }

  @Test func `what is not there is 66, what is malformed 65`() throws {
    #expect(try CommandLineTool.run(["/nonexistent.json", input]).exitCode == 66)
    #expect(try CommandLineTool.run([model, "/nonexistent.bin"]).exitCode == 66)
    let short = try CommandLineTool.run([model, CommandLineTool.path("Models/digits/labels.txt")])
    #expect(short.exitCode == 65)
    #expect(short.errors.contains("expected 64 bytes"))
    let notAModel = try CommandLineTool.run([input, input])
    #expect(notAModel.exitCode == 65)
  }

  @Test func `an unsupported operator is 69, with line and column, also as JSON`() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOfFile: model, encoding: .utf8)
      .replacingOccurrences(of: "\"op\": \"mean\"", with: "\"op\": \"cosine\"")
    let file = try folder.write(Array(text.utf8), to: "model.json")
    try folder.write(
      Array(
        try Data(
          contentsOf: URL(
            fileURLWithPath: CommandLineTool.path("Models/digits/weights.safetensors")))),
      to: "weights.safetensors")
    let result = try CommandLineTool.run(["check", file])
    #expect(result.exitCode == 69)
    #expect(result.errors.contains(/error: .*model\.json:\d+:\d+: .*cosine/))
    let json = try CommandLineTool.run(["check", file, "--json"])
    #expect(json.exitCode == 69 && json.errors == "")
    let errors = try #require(try json.json()["errors"] as? [[String: Any]])
    #expect(errors[0]["line"] is Int && errors[0]["column"] is Int)
  }

  @Test func `plan prints edgerun.plan/1 and a map, and saves both`() throws {
    let folder = try TemporaryFolder()
    let (saved, csv) = (folder.path(of: "plan.json"), folder.path(of: "plan.csv"))
    let level = ["--level", "order"]
    let text = try CommandLineTool.run(["plan", model, "--save", saved, "--csv", csv] + level)
    #expect(text.text.contains("optimal: no order and placement needs less"))
    #expect(text.text.contains("    0 │"))
    let plan = try CommandLineTool.run(["plan", model, "--json"] + level).json()
    let keys: Set = [
      "format", "model", "modelSHA256", "level", "alignment", "streamInput", "arenaBytes",
      "peakBytes", "lowerBoundBytes", "proved", "budgetBytes", "fits", "scratchPeakBytes",
      "weightsBytes",
      "programBytes", "stateBytes", "macs", "extraMacs", "maxExtraMacs", "timeEstimate",
      "candidates",
      "planMilliseconds",
      "steps", "buffers",
      "sharing", "streams", "views", "conversions", "passes", "virtualConcats",
    ]
    #expect(Set(plan.keys) == keys)
    let file =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: saved))) as? [String: Any]
    #expect(file?["arenaBytes"] as? Int == plan["arenaBytes"] as? Int)
    let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(rows[0] == "id,lower,upper,size,offset")
    #expect(rows.count == (plan["buffers"] as? [Any] ?? []).count + 1)
  }

  @Test func `the file's order costs what it costs`() throws {
    let plan = try CommandLineTool.run(["plan", model, "--level", "file", "--json"]).json()
    #expect(plan["arenaBytes"] as? Int == 15872)
    #expect(plan["lowerBoundBytes"] as? Int == 13312)
    #expect(plan["proved"] as? Bool == false)
  }

  @Test func `verify prints layers, agreement and accuracy`() throws {
    let result = try CommandLineTool.run([
      "verify", model, CommandLineTool.path("Models/digits/test-images.npy"), "--truth",
      CommandLineTool.path("Models/digits/test-labels.txt"), "--json",
    ])
    let report = try result.json()
    #expect(report["runs"] as? Int == 400)
    #expect(report["level"] as? String == "stream")
    #expect(report["correctInt8"] as? Int == 392)
    #expect((report["topOneAgreement"] as? Int ?? 0) >= 396)
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.count == 76)
    #expect(layers.allSatisfy { ($0["sqnrDecibels"] as? Double ?? 100) > 15 })
  }

  @Test func `inspect and ops list what there is`() throws {
    let report = try CommandLineTool.run(["inspect", model, "--json"]).json()
    #expect((report["operators"] as? [Any])?.count == 76)
    #expect(report["macs"] as? Int == 1_674_592)
    let folder = try TemporaryFolder()
    let dot = folder.path(of: "graph.dot")
    #expect(try CommandLineTool.run(["inspect", model, "--dot", dot]).exitCode == 0)
    #expect(try String(contentsOfFile: dot, encoding: .utf8).hasPrefix("digraph \"digits\" {"))
    let ops = try CommandLineTool.run(["ops", "--json"]).json()
    let names = (ops["operators"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    #expect(names.contains("conv2d") && names == names.sorted())
  }
}
