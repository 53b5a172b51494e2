import EdgeChecking

extension WrongPlan {
  static var steps: [WrongPlan] {
    var all = orders
    for place in ["first", "middle", "last"] {
      for (name, edit) in stepEdits + (place == "last" ? [] : transpositions) {
        all.append(
          kind("\(place) step: \(name)") { plan in
            guard plan.steps.count > 3 else { return false }
            let last = plan.steps.count - 1
            return edit(&plan, place == "first" ? 0 : place == "last" ? last : last / 2)
          })
      }
    }
    return all
  }

  private static var orders: [WrongPlan] {
    [
      kind("steps in reverse") { plan in
        plan.steps.reverse()
        for index in plan.steps.indices { plan.steps[index].index = index }
        return plan.steps.count > 1
      },
      kind("no steps") { plan in
        let isWrong = !plan.steps.isEmpty
        plan.steps = []
        return isWrong
      },
    ]
  }

  private static var stepEdits: [(String, (inout StatedPlan, Int) -> Bool)] {
    [
      (
        "index + 1",
        {
          $0.steps[$1].index += 1
          return true
        }
      ),
      (
        "index = -1",
        {
          $0.steps[$1].index = -1
          return true
        }
      ),
      (
        "unknown name",
        {
          $0.steps[$1].name += "'"
          return true
        }
      ),
      (
        "another's name",
        {
          $0.steps[$1].name = $0.steps[($1 + 1) % $0.steps.count].name
          return true
        }
      ),
      (
        "unknown operator",
        {
          $0.steps[$1].op = "cosine"
          return true
        }
      ),
      (
        "removed",
        { plan, at in
          plan.steps.remove(at: at)
          return true
        }
      ),
      (
        "twice",
        { plan, at in
          plan.steps.append(plan.steps[at])
          return true
        }
      ),
      (
        "macs + 1",
        {
          $0.steps[$1].macs += 1
          return true
        }
      ),
      (
        "macs = -1",
        {
          $0.steps[$1].macs = -1
          return true
        }
      ),
      (
        "macs = max",
        {
          $0.steps[$1].macs = .max
          return true
        }
      ),
      (
        "liveBytes = -1",
        {
          $0.steps[$1].liveBytes = -1
          return true
        }
      ),
      (
        "liveBytes above the arena",
        {
          $0.steps[$1].liveBytes = $0.arenaBytes + 1
          return true
        }
      ),
      (
        "liveBytes = max",
        {
          $0.steps[$1].liveBytes = .max
          return true
        }
      ),
    ]
  }

  private static var transpositions: [(String, (inout StatedPlan, Int) -> Bool)] {
    [
      (
        "before what it reads",
        { plan, at in
          // Neighbours of which the first has a buffer that the second is the last to read.
          guard at + 1 < plan.steps.count,
            !plan.streams.contains(where: { $0.step == at || $0.step == at + 1 }),
            plan.buffers.contains(where: { $0.firstStep == at && $0.lastStep == at + 1 })
          else { return false }
          plan.steps.swapAt(at, at + 1)
          (plan.steps[at].index, plan.steps[at + 1].index) = (at, at + 1)
          return true
        }
      )
    ]
  }

}
