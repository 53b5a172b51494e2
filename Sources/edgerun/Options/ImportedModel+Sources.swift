import EdgeFormats

extension ImportedModel {
  /// The files this model was read from, `path` the one the user named.
  func sources(_ path: String) -> [String] { [path] + [weightsPath].compactMap { $0 } }
}
