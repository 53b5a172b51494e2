import EdgeChecking

extension WrongPlan {
  static var streams: [WrongPlan] {
    let edits = outOfRange + streamEdits + ringEditsOfStreams
    return edits.map { name, edit in
      kind("stream: \(name)") { plan in
        guard let index = plan.streams.firstIndex(where: { $0.members.count > 1 }) else {
          return false
        }
        return edit(&plan.streams[index])
      }
    }
  }

  private typealias Stream = StatedPlan.Stream

  private static var outOfRange: [(String, (inout Stream) -> Bool)] {
    [-1, .max, .min].flatMap { value -> [(String, (inout Stream) -> Bool)] in
      [
        (
          "step = \(value)",
          {
            $0.step = value
            return true
          }
        ),
        (
          "blockOffset = \(value)",
          {
            $0.blockOffset = value
            return true
          }
        ),
        (
          "blockBytes = \(value)",
          {
            $0.blockBytes = value
            return true
          }
        ),
        (
          "countersOffset = \(value)",
          {
            $0.countersOffset = value
            return true
          }
        ),
        (
          "scratchOffset = \(value)",
          {
            $0.scratchOffset = value
            return true
          }
        ),
        (
          "sink \(value)",
          {
            $0.sinks[0] = value
            return true
          }
        ),
        (
          "place = \(value)",
          { stream in
            guard !stream.rings.isEmpty else { return false }
            stream.rings[0].places[0] = value
            return true
          }
        ),
        (
          "writer = \(value)",
          { stream in
            guard let at = stream.needs.firstIndex(where: { !$0.isEmpty }) else { return false }
            stream.needs[at][0].writer = value
            return true
          }
        ),
        (
          "band = \(value)",
          {
            $0.bands[$0.bands.count - 1] = value
            return true
          }
        ),
        (
          "stride = \(value)",
          { stream in
            guard let at = stream.needs.firstIndex(where: { !$0.isEmpty }) else { return false }
            stream.needs[at][0].stride = value
            return true
          }
        ),
      ]
    }
  }

  private static var streamEdits: [(String, (inout Stream) -> Bool)] {
    [
      (
        "step + 1",
        {
          $0.step += 1
          return true
        }
      ),
      (
        "no block",
        {
          $0.blockBytes = 0
          return true
        }
      ),
      (
        "counters beyond the block",
        {
          $0.countersOffset = $0.blockBytes
          return true
        }
      ),
      (
        "odd counters",
        {
          $0.countersOffset -= 1
          return true
        }
      ),
      (
        "member removed",
        {
          $0.members.removeLast()
          return true
        }
      ),
      (
        "member twice",
        {
          $0.members.append($0.members[0])
          return true
        }
      ),
      (
        "unknown member",
        {
          $0.members[0] += "'"
          return true
        }
      ),
      (
        "no members",
        {
          $0.members = []
          return true
        }
      ),
      (
        "members in reverse",
        {
          $0.members.reverse()
          return true
        }
      ),
      (
        "an unknown input fed",
        {
          $0.fed.append("nobody")
          return true
        }
      ),
      (
        "sinks removed",
        {
          $0.sinks = []
          return true
        }
      ),
      (
        "a source too many",
        {
          $0.needs.append([])
          return true
        }
      ),
      (
        "a source too few",
        {
          $0.needs.removeLast()
          return true
        }
      ),
      (
        "bands of no rows",
        {
          $0.bands = $0.bands.map { _ in 0 }
          return true
        }
      ),
      (
        "a band too many",
        {
          $0.bands.append(1)
          return true
        }
      ),
      (
        "a band too few",
        {
          $0.bands.removeLast()
          return true
        }
      ),
      (
        "nothing asked for",
        {
          $0.needs = $0.needs.map { _ in [] }
          return !$0.fed.isEmpty || $0.needs.count > 1
        }
      ),
      (
        "waits for itself",
        { stream in
          let sink = stream.sinks[0]
          guard !stream.needs[sink].isEmpty else { return false }
          stream.needs[sink][0].writer = sink
          stream.needs[sink][0].reach += stream.needs[sink][0].divisor
          return stream.needs[sink][0].extent > 1
        }
      ),
      (
        "no divisor",
        { stream in
          guard let at = stream.needs.firstIndex(where: { !$0.isEmpty }) else { return false }
          stream.needs[at][0].divisor = 0
          return true
        }
      ),
      (
        "asks for nothing of it",
        { stream in
          let at = stream.sinks[0]
          guard !stream.needs[at].isEmpty else { return false }
          for need in stream.needs[at].indices { stream.needs[at][need].extent = 0 }
          return true
        }
      ),
    ]
  }

  private static var ringEditsOfStreams: [(String, (inout Stream) -> Bool)] {
    ringEdits.map { name, edit in
      (
        "ring: \(name)",
        { stream in
          guard let at = stream.rings.firstIndex(where: { $0.rows > 1 }) else { return false }
          return edit(&stream, at)
        }
      )
    }
  }

  private static var ringEdits: [(String, (inout Stream, Int) -> Bool)] {
    [
      (
        "no rows",
        {
          $0.rings[$1].rows = 0
          return true
        }
      ),
      (
        "a row more",
        {
          $0.rings[$1].rows += 1
          return true
        }
      ),
      (
        "a row less",
        {
          $0.rings[$1].rows -= 1
          return true
        }
      ),
      (
        "bytes + 1",
        {
          $0.rings[$1].bytes += 1
          return true
        }
      ),
      (
        "no places",
        {
          $0.rings[$1].places = []
          return true
        }
      ),
      (
        "too many places",
        {
          $0.rings[$1].places += Array(repeating: 0, count: 40_000)
          return true
        }
      ),
      (
        "beyond the block",
        {
          $0.rings[$1].places[0] = $0.blockBytes
          return true
        }
      ),
      (
        "unknown",
        {
          $0.rings[$1].name += "'"
          return true
        }
      ),
      (
        "removed",
        { stream, at in
          stream.rings.remove(at: at)
          return true
        }
      ),
      (
        "twice",
        { stream, at in
          stream.rings.append(stream.rings[at])
          return true
        }
      ),
      (
        "all rows at one place",
        { stream, at in
          let places = stream.rings[at].places
          stream.rings[at].places = places.map { _ in places[0] }
          return true
        }
      ),
      (
        "on the row counters",
        { stream, at in
          stream.countersOffset = stream.rings[at].places[0]
          return true
        }
      ),
    ]
  }

}
