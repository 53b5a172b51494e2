import EdgeChecking

extension WrongPlan {
  static var places: [WrongPlan] {
    viewEdits.map { name, edit in
      kind("view: \(name)") { plan in
        guard let at = plan.views.firstIndex(where: { $0.start > 0 }) else { return false }
        return edit(&plan.views[at])
      }
    } + others
  }

  private static var others: [WrongPlan] {
    [
      kind("view removed") { plan in
        guard let at = plan.views.firstIndex(where: { $0.start > 0 }) else { return false }
        plan.views.remove(at: at)
        return true
      },
      kind("view twice") { plan in
        guard !plan.views.isEmpty else { return false }
        plan.views.append(plan.views[0])
        return true
      },
      kind("conversion removed") { plan in
        guard !plan.conversions.isEmpty else { return false }
        plan.conversions.removeFirst()
        return true
      },
      kind("conversion of an unknown tensor") { plan in
        guard !plan.conversions.isEmpty else { return false }
        plan.conversions[0].tensor += "'"
        return true
      },
      kind("virtual concat removed") { plan in
        guard !plan.virtualConcats.isEmpty else { return false }
        plan.virtualConcats.removeFirst()
        return true
      },
      kind("virtual concat twice") { plan in
        guard !plan.virtualConcats.isEmpty else { return false }
        plan.virtualConcats.append(plan.virtualConcats[0])
        return true
      },
      kind("virtual concat of what is whole") { plan in
        guard let buffer = plan.buffers.first(where: { $0.kind == "tensor" }) else { return false }
        plan.virtualConcats.append(buffer.name)
        return true
      },
    ]
  }

  private static var viewEdits: [(String, (inout StatedPlan.View) -> Bool)] {
    [
      (
        "start + 1",
        {
          $0.start += 1
          return true
        }
      ),
      (
        "start = 0",
        {
          $0.start = 0
          return true
        }
      ),
      (
        "start = -1",
        {
          $0.start = -1
          return true
        }
      ),
      (
        "start = max",
        {
          $0.start = .max
          return true
        }
      ),
      (
        "block = 0",
        {
          $0.block = 0
          return true
        }
      ),
      (
        "block = -1",
        {
          $0.block = -1
          return true
        }
      ),
      (
        "block + 1",
        {
          $0.block += 1
          return $0.block > 2
        }
      ),
      (
        "stride = -1",
        {
          $0.stride = -1
          return true
        }
      ),
      (
        "stride = max",
        {
          $0.stride = .max
          return true
        }
      ),
      (
        "within itself",
        {
          $0.within = $0.tensor
          return true
        }
      ),
      (
        "within nobody",
        {
          $0.within += "'"
          return true
        }
      ),
      (
        "unknown tensor",
        {
          $0.tensor += "'"
          return true
        }
      ),
      (
        "of a buffer or of a tensor",
        {
          $0.isBuffer.toggle()
          return true
        }
      ),
    ]
  }

}
