import EdgePlanning
import EdgeCompiler
import EdgeFormats
import EdgeOperators
import Foundation

var bad = 0
for path in CommandLine.arguments.dropFirst() {
  do {
    let model = try ModelFile.read(path: path, operators: catalog)
    for w in model.warnings { print(w) }
    for level in Level.allCases {
      let c = try Compiler(level: level).compile(model.graph, modelHash: Array(repeating: 1, count: 32))
      let host = try HostProgram(c.program)
      let dir = model.folder
      var inputs: [[UInt8]] = []
      if let d = FileManager.default.contents(atPath: dir + "/input.bin") { inputs = [Array(d)] }
      else { var i = 0; while let d = FileManager.default.contents(atPath: dir + "/input\(i).bin") { inputs.append(Array(d)); i += 1 } }
      let golden = Array(FileManager.default.contents(atPath: dir + "/output.bin")!)
      let m = Measurement(host, inputs: inputs)!
      let ok = m.outputs.flatMap { $0 } == golden
      if !ok || m.measuredPeakBytes != c.plan.arenaBytes { bad += 1 }
      print(ok ? "ok" : "BAD", dir, level, "arena", c.plan.arenaBytes, "peak", c.plan.peakBytes, "lb", c.plan.lowerBoundBytes, c.plan.proved, "measured", m.measuredPeakBytes, "states", c.schedule.states, "plan ms", c.plan.planMilliseconds, "run", m.durations[1], "program", c.program.count)
    }
  } catch { print("ERR", path, error); bad += 1 }
}
print("bad", bad)
