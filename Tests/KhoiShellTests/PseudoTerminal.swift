import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// khoi on a pseudo-terminal: what a person would type goes in, what they would see comes out.
final class PseudoTerminal {
  private let master: Int32
  private let process: pid_t
  /// Everything shown so far, control sequences taken away.
  private(set) var shown = ""
  /// Everything sent so far.
  private(set) var raw = ""
  private var unread: [UInt8] = []
  private var hasEnded = false
  private var exitStatus: Int32 = -1

  /// Starts the built khoi with an empty home and history.
  init?(
    _ arguments: [String], environment: [String: String] = [:], rows: UInt16 = 40,
    columns: UInt16 = 100
  ) {
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, nil, nil, &size) == 0 else { return nil }
    // `ttyname` keeps one name for all threads, and tests run on several.
    var name = [CChar](repeating: 0, count: 256)
    guard ttyname_r(slave, &name, name.count) == 0 else { return nil }
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    // A new session whose first terminal is this one, and no signal blocked or ignored: Ctrl-C must
    // reach khoi.
    #if canImport(Glibc)
      let newSession: Int32 = 0x80
    #else
      let newSession = POSIX_SPAWN_SETSID
    #endif
    var none = sigset_t()
    sigemptyset(&none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGQUIT, SIGTSTP, SIGPIPE] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(
      &attributes,
      Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_addclose(&actions, master)
    posix_spawn_file_actions_addclose(&actions, slave)
    var variables = [
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
      "KHOI_HISTORY": "off", "INPUTRC": "/dev/null", "PATH": "/usr/bin:/bin",
    ]
    variables.merge(environment) { $1 }
    let words = [Self.program] + arguments
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for pointer in argv + envp { free(pointer) }
      argv = []
      envp = []
    }
    var child: pid_t = 0
    let code = posix_spawn(&child, Self.program, &actions, &attributes, argv, envp)
    close(slave)
    guard code == 0 else {
      close(master)
      return nil
    }
    self.master = master
    process = child
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    close(master)
  }

  /// The built program, beside the test bundle.
  static var program: String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("khoi").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return root.appendingPathComponent(".build/debug/khoi").path
  }

  func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Waits until a text is shown after what has been consumed; everything up to it is consumed.
  func expect(_ text: String, seconds: Double = 10) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while true {
      if let range = shown.range(of: text) {
        shown = String(shown[range.upperBound...])
        return true
      }
      if Date() > end || !pump(until: end) { return shown.contains(text) }
    }
  }

  /// Waits for the end of the program; its exit status, 128 + n for a signal, -1 if it goes on.
  func waitForEnd(seconds: Double = 10) -> Int32 {
    let end = Date().addingTimeInterval(seconds)
    var status: Int32 = 0
    while Date() < end {
      _ = pump(until: Date().addingTimeInterval(0.02))
      if waitpid(process, &status, WNOHANG) == process {
        hasEnded = true
        let signalNumber = status & 0x7F
        return signalNumber == 0 ? (status >> 8) & 0xFF : 128 + signalNumber
      }
    }
    return -1
  }

  /// Reads what has come; false at the end of the terminal.
  private func pump(until end: Date) -> Bool {
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    let milliseconds = max(1, min(100, Int32(end.timeIntervalSinceNow * 1000)))
    guard poll(&descriptor, 1, milliseconds) > 0 else { return true }
    var block = [UInt8](repeating: 0, count: 65536)
    let count = read(master, &block, block.count)
    guard count > 0 else { return false }
    unread += block[..<count]
    // A sequence or a character that is not yet whole waits for the rest of it.
    var end = unread.count
    if let escape = unread.lastIndex(of: 0x1B), unread.count - escape < 12,
      !unread[(escape + 1)...].contains(where: { $0 >= 0x40 && $0 != 0x5B })
    {
      end = escape
    }
    while end > 0, unread.count - end < 4, unread[end - 1] >= 0xC0 { end -= 1 }
    let text = String(decoding: unread[..<end], as: UTF8.self)
    unread.removeFirst(end)
    raw += text
    shown += text.replacingOccurrences(
      of: "\u{1B}(\\[[0-9;?]*[A-Za-z]|[78=>])|\r", with: "", options: .regularExpression)
    return true
  }
}
