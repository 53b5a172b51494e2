/// Why a graph is not one, and where.
package struct GraphError: Error, Hashable, Sendable {
  /// What the error is about, so that an importer can point at its place in the file.
  package enum Subject: Hashable, Sendable {
    case graph
    case tensor(TensorID)
    case node(Int)
  }

  package enum Cause: Hashable, Sendable {
    case noOutputs
    case invalidTensor(expected: String, found: String)
    case writesInput(String)
    case writesConstant(String)
    case writtenTwice(String, first: String)
    case readsOwnOutput(String)
    case readsUnwritten(String)
    case readsBeforeWritten(String, writer: String)
    case cycle([String])
    case outputUnwritten(String)
    case outputNotComputed(String)
    case inputIsConstant(String)
    case variableWithoutContents
    case listedTwice(String)
    case declaredType(tensor: String, expected: String, found: String)
    case `operator`(OperatorError)
  }

  package var subject: Subject
  package var cause: Cause

  package init(_ subject: Subject, _ cause: Cause) {
    self.subject = subject
    self.cause = cause
  }

  /// Whether the model is sound and only edgerun falls short.
  package var isUnsupported: Bool {
    if case .operator(let error) = cause { error.isUnsupported } else { false }
  }
}

extension GraphError.Cause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noOutputs:
      "expected at least one output, found none"
    case .invalidTensor(let expected, let found):
      "expected \(expected), found \(found)"
    case .writesInput(let tensor):
      "writes \"\(tensor)\", an input of the graph; give the result a tensor of its own"
    case .writesConstant(let tensor):
      "writes \"\(tensor)\", a constant; give the result a tensor of its own"
    case .writtenTwice(let tensor, let first):
      "writes \"\(tensor)\", which \"\(first)\" writes already; every tensor has one writer"
    case .readsOwnOutput(let tensor):
      "reads \"\(tensor)\", which it writes itself; in place is the planner's choice"
    case .readsUnwritten(let tensor):
      "reads \"\(tensor)\", which nothing writes; make it an input, a constant or a node's output"
    case .readsBeforeWritten(let tensor, let writer):
      "reads \"\(tensor)\" before \"\(writer)\" writes it; list producers before their readers"
    case .cycle(let names):
      "is part of a cycle: \(names.joined(separator: " -> "))"
    case .outputUnwritten(let tensor):
      "output \"\(tensor)\" is written by no node"
    case .outputNotComputed(let tensor):
      "output \"\(tensor)\" is an input or a constant; expected a node's result"
    case .inputIsConstant(let tensor):
      "input \"\(tensor)\" is a constant; expected a tensor that is fed"
    case .variableWithoutContents:
      "is a variable; expected the contents it starts with"
    case .listedTwice(let tensor):
      "\"\(tensor)\" is listed twice"
    case .declaredType(let tensor, let expected, let found):
      "declares \"\(tensor)\" as \(found), inferred \(expected)"
    case .operator(let error):
      error.description
    }
  }
}
