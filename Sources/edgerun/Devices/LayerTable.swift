import EdgeCompiler
import EdgeIR

/// Where each tensor lies in the arena once it is complete, as C that the runner reads.
struct LayerTable {
  let text: String

  init(_ compilation: Compilation, _ symbol: String) {
    var rows: [String] = []
    for (position, tensors) in TensorChecksums.completed(compilation).enumerated() {
      for tensor in tensors {
        let name = tensor.name.unicodeScalars.map {
          $0.isASCII && $0.value >= 32 && $0 != "\"" && $0 != "\\" ? String($0) : "_"
        }
        rows.append(
          "  {\(position), \(tensor.bytes.lowerBound), \(tensor.bytes.count), \"\(name.joined())\"},"
        )
      }
    }
    let graph = compilation.graph
    let inputs = graph.inputs.map { "\(graph[$0].type.bytes), " }.joined()
    let outputs = graph.outputs.map { "\(graph[$0].type.bytes), " }.joined()
    text = """
      #include "model.h"
      #include "runner.h"

      const unsigned char *const model_program = \(symbol)_program;
      const size_t model_program_bytes = sizeof \(symbol)_program;
      const size_t model_input_bytes[] = {\(inputs)0};
      const size_t model_output_bytes[] = {\(outputs)0};
      const layer model_layers[] = {
      \(rows.joined(separator: "\n"))
        {-1, 0, 0, ""},
      };

      """
  }
}
