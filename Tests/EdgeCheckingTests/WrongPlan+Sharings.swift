import EdgeChecking

extension WrongPlan {
  static var sharings: [WrongPlan] {
    sharingEdits.map { name, edit in
      kind("sharing: \(name)") { plan in
        guard !plan.sharing.isEmpty else { return false }
        return edit(&plan)
      }
    }
  }

  private static var sharingEdits: [(String, (inout StatedPlan) -> Bool)] {
    [
      (
        "removed",
        { plan in
          plan.sharing.removeFirst()
          return true
        }
      ),
      (
        "all removed",
        { plan in
          plan.sharing = []
          return true
        }
      ),
      (
        "twice",
        { plan in
          plan.sharing.append(plan.sharing[0])
          return true
        }
      ),
      (
        "unknown input",
        { plan in
          plan.sharing[0].input += "'"
          return true
        }
      ),
      (
        "unknown output",
        { plan in
          plan.sharing[0].output += "'"
          return true
        }
      ),
      (
        "backwards",
        { plan in
          let sharing = plan.sharing[0]
          (plan.sharing[0].input, plan.sharing[0].output) = (sharing.output, sharing.input)
          return true
        }
      ),
      (
        "unknown direction",
        { plan in
          plan.sharing[0].direction = "sideways"
          return true
        }
      ),
      (
        "distance = -1",
        { plan in
          plan.sharing[0].distance = -1
          return true
        }
      ),
      (
        "distance = max",
        { plan in
          plan.sharing[0].distance = .max
          return true
        }
      ),
      (
        "distance beyond the arena",
        { plan in
          plan.sharing[0].distance = plan.arenaBytes + 1
          return true
        }
      ),
      (
        "of what is read later",
        { plan in
          let sharing = plan.sharing[0]
          guard let input = plan.buffers.firstIndex(where: { $0.name == sharing.input }) else {
            return false
          }
          plan.buffers[input].lastStep += 1
          return true
        }
      ),
      (
        "moved by a unit",
        { plan in
          let sharing = plan.sharing[0]
          guard let output = plan.buffers.firstIndex(where: { $0.name == sharing.output }),
            let input = plan.buffers.first(where: { $0.name == sharing.input }),
            sharing.direction == "upwards",
            plan.buffers[output].offset == input.offset - sharing.distance
          else { return false }
          plan.buffers[output].offset += plan.alignment
          return true
        }
      ),
      (
        "closer than rows allow",
        { plan in
          for (index, sharing) in plan.sharing.enumerated() where sharing.distance > 0 {
            guard let output = plan.buffers.firstIndex(where: { $0.name == sharing.output }),
              let input = plan.buffers.first(where: { $0.name == sharing.input }),
              sharing.direction == "upwards", plan.buffers[output].kind == "tensor",
              plan.streams.isEmpty, input.bytes >= plan.buffers[output].bytes
            else { continue }
            plan.sharing[index].distance = 0
            plan.buffers[output].offset = input.offset
            return true
          }
          return false
        }
      ),
    ]
  }

}
