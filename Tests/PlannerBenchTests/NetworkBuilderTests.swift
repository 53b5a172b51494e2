import EdgeCompiler
import EdgeIR
import EdgeTestSupport
import Foundation
import Testing
import planner_bench

@Suite("The networks of graphs/")
struct NetworkBuilderTests {
  @Test(
    "run within their planned arenas, and give the same varied bytes at every level",
    .enabled(if: SharedFolder.root != nil || SharedFolder.isRequired),
    arguments: [
      "amoebanet_a_normal_28", "darts_v2_normal_imagenet", "densenet_block_28",
      "inception_resnet_a", "mobilenet_v1_025_96", "nasnet_mobile_normal_28_relu",
      "randwire_cifar_net_seed0", "randwire_ws_s1_16x16x78_seed0", "resnet8_cifar",
      "swiftnet_hpd_cell_a", "swiftnet_hpd_cell_b", "swiftnet_hpd_cell_c",
      "swiftnet_hpd_cell_c_concatfree", "swiftnet_hpd_stem",
    ])
  func levelsAgree(name: String) throws {
    let root = try #require(SharedFolder.root)
    let graph = try NetworkBuilder.graph(
      of: GraphFile.read(root.appending(path: "graphs/\(name).json")))
    let inputs = RandomNetwork.inputs(of: graph, seed: 1)
    let compilers =
      Level.allCases.map { Compiler(level: $0) } + [Compiler(level: .stream, streamInput: true)]
    let runs = try compilers.map { compiler in
      let compilation = try compiler.compile(
        graph, modelSHA256: String(repeating: "0", count: 64))
      let run = try #require(try MeasuredRun(HostProgram(compilation.program), inputs: inputs))
      #expect(run.measuredPeakBytes == compilation.plan.arenaBytes)
      return run.outputs
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
    for output in runs[0] { #expect(Set(output).count > min(output.count / 4, 32)) }
  }
}
