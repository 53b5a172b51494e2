import EdgeChecking

extension WrongPlan {
  static var buffers: [WrongPlan] {
    let kinds = ["input", "output", "tensor", "scratch"]
    var all: [WrongPlan] = []
    for kind in kinds {
      var edits = bufferEdits + moreBufferEdits
      if kind == "tensor" { edits += misplacements }
      for (name, edit) in edits {
        all.append(buffer(kind, name, edit))
      }
      for other in kinds + ["pool"] where other != kind {
        all.append(
          buffer(kind, "as \(other)") {
            $0.buffers[$1].kind = other
            return true
          })
      }
    }
    return all
  }

  /// An edit of the first buffer of a kind.
  private static func buffer(_ kind: String, _ name: String, _ edit: @escaping EditOfOne)
    -> WrongPlan
  {
    Self.kind("\(kind): \(name)") { plan in
      guard let index = plan.buffers.firstIndex(where: { $0.kind == kind }) else { return false }
      return edit(&plan, index)
    }
  }

  private typealias BufferEdit = (name: String, body: EditOfOne)
  private typealias EditOfOne = (inout StatedPlan, Int) -> Bool

  private static var bufferEdits: [BufferEdit] {
    let offsets = [-4, .min, .max, 1 << 40].map { offset -> BufferEdit in
      (
        "offset = \(offset)",
        {
          $0.buffers[$1].offset = offset
          return true
        }
      )
    }
    let sizes = [1, -1, .max, -(1 << 40)].map { bytes -> BufferEdit in
      (
        "bytes + \(bytes)",
        {
          $0.buffers[$1].bytes &+= bytes
          return true
        }
      )
    }
    return offsets + sizes
  }

  private static var moreBufferEdits: [(String, (inout StatedPlan, Int) -> Bool)] {
    [
      (
        "bytes = 0",
        {
          $0.buffers[$1].bytes = 0
          return true
        }
      ),
      (
        "offset + 1",
        {
          $0.buffers[$1].offset += 1
          return $0.alignment > 1
        }
      ),
      (
        "above the arena by 4 bytes",
        { plan, at in
          plan.buffers[at].offset = plan.arenaBytes - plan.buffers[at].bytes / 4 * 4 + 4
          return plan.alignment == 4
        }
      ),
      (
        "firstStep - 1",
        {
          $0.buffers[$1].firstStep -= 1
          return true
        }
      ),
      (
        "firstStep + 1",
        {
          $0.buffers[$1].firstStep += 1
          return true
        }
      ),
      (
        "firstStep far behind the last",
        {
          $0.buffers[$1].firstStep = 1 << 20
          return true
        }
      ),
      (
        "lastStep + 1",
        {
          $0.buffers[$1].lastStep += 1
          return true
        }
      ),
      (
        "lastStep - 1",
        {
          $0.buffers[$1].lastStep -= 1
          return true
        }
      ),
      (
        "lastStep far away",
        {
          $0.buffers[$1].lastStep = .max
          return true
        }
      ),
      (
        "unknown name",
        {
          $0.buffers[$1].name += "'"
          return true
        }
      ),
      (
        "another's name",
        { plan, at in
          guard let other = plan.buffers.firstIndex(where: { $0.name != plan.buffers[at].name })
          else { return false }
          plan.buffers[at].name = plan.buffers[other].name
          return true
        }
      ),
      (
        "removed",
        { plan, at in
          plan.buffers.remove(at: at)
          return true
        }
      ),
      (
        "twice",
        { plan, at in
          plan.buffers.append(plan.buffers[at])
          return true
        }
      ),
    ]
  }

  private static var misplacements: [BufferEdit] {
    [
      (
        "on another that is alive",
        { plan, at in
          let own = plan.buffers[at]
          guard
            let other = plan.buffers.first(where: { other in
              other.name != own.name && other.kind != own.kind && other.bytes <= own.bytes
                && other.firstStep < own.firstStep && other.lastStep > own.firstStep
            })
          else { return false }
          plan.buffers[at].offset = other.offset
          return true
        }
      ),
      (
        "on what its last step alone needs too",
        { plan, at in
          let own = plan.buffers[at]
          let shared = plan.sharing.flatMap { [$0.input, $0.output] }
          guard !shared.contains(own.name), own.lastStep > own.firstStep,
            let other = plan.buffers.first(where: { other in
              other.name != own.name && other.firstStep == own.lastStep
            })
          else { return false }
          plan.buffers[at].offset = other.offset
          return true
        }
      ),
    ]
  }

}
