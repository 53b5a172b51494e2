import EdgeChecking

/// One way to make a right plan wrong.
struct WrongPlan {
  var kind: String
  /// Nil where a plan has nothing of the kind.
  var applied: (StatedPlan) -> StatedPlan?

  static var all: [WrongPlan] {
    header + figures + buffers + steps + sharings + streams + places
  }

  static func kind(_ name: String, _ edit: @escaping (inout StatedPlan) -> Bool)
    -> WrongPlan
  {
    WrongPlan(kind: name) { plan in
      var plan = plan
      return edit(&plan) ? plan : nil
    }
  }

  /// An edit of a number by every value that differs.
  private static func numbers(
    _ name: String, _ path: WritableKeyPath<StatedPlan, Int>, _ changes: [Int]
  ) -> [WrongPlan] {
    changes.map { change in
      kind("\(name) \(change)") { plan in
        plan[keyPath: path] &+= change
        return true
      }
    }
      + [-1, .max, .min].map { value in
        kind("\(name) = \(value)") { plan in
          defer { plan[keyPath: path] = value }
          return plan[keyPath: path] != value
        }
      }
  }

  private static var figures: [WrongPlan] {
    numbers("arenaBytes", \.arenaBytes, [1, -1]) + numbers("peakBytes", \.peakBytes, [1, -1])
      + numbers("weightsBytes", \.weightsBytes, [1]) + numbers("macs", \.macs, [1])
      + numbers("scratchPeakBytes", \.scratchPeakBytes, [1])
  }

  private static var header: [WrongPlan] {
    [0, 3, -1, 8192].map { value in
      kind("alignment = \(value)") {
        $0.alignment = value
        return true
      }
    }
      + [
        kind("lowerBoundBytes above the arena") {
          $0.lowerBoundBytes = $0.arenaBytes + 1
          return true
        },
        kind("proved") {
          $0.proved.toggle()
          return true
        },
        kind("fits") {
          $0.fits.toggle()
          return true
        },
        kind("budget missed by one byte") {
          $0.budgetBytes = $0.arenaBytes - 1
          return true
        },
        kind("format of version 0") {
          $0.format = "edgerun.plan/0"
          return true
        },
        kind("another model's name") {
          $0.model += "'"
          return true
        },
        kind("another model's hash") {
          $0.modelSHA256 = "0" + $0.modelSHA256
          return true
        },
        kind("unknown level") {
          $0.level = "best"
          return true
        },
      ]
  }

}
