import CReadline
package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads statements from a terminal through GNU readline, drawing them itself.
///
/// Readline keeps its keys, its undo, its search and its `~/.inputrc`; only its drawing is replaced
/// (`rl_redisplay_function`), because its own can neither colour nor indent further lines. The
/// whole statement, line feeds included, is one line to readline: edited and remembered whole.
///
/// Readline has one state for the whole process and calls back without a context; so there is one
/// active editor, and all of it happens on the main thread.
@MainActor package final class LineEditor {
  /// What the editor knows about the language it edits.
  package struct Language {
    /// Lexes a text; the cursor is given so that brackets under it can be marked.
    package var shape: @MainActor (_ text: String, _ cursor: Int?) -> TextShape
    /// What could stand at the cursor.
    package var complete: @MainActor (_ text: String, _ cursor: Int) -> Completion?
    /// Whether Enter runs a text that does not end in a separator, such as a dot command.
    package var runsAtOnce: @MainActor (_ text: String) -> Bool

    package init(
      shape: @escaping @MainActor (String, Int?) -> TextShape,
      complete: @escaping @MainActor (String, Int) -> Completion?,
      runsAtOnce: @escaping @MainActor (String) -> Bool
    ) {
      self.shape = shape
      self.complete = complete
      self.runsAtOnce = runsAtOnce
    }
  }

  static var active: LineEditor?

  let language: Language
  let palette: Palette
  /// Whether readline draws by itself: on terminals that cannot move the cursor.
  let isPlain: Bool
  package private(set) var history: History

  var screen = EditorScreen()
  /// What was drawn last, to find the cursor again after a resize.
  private var drawn: (prompt: String, text: String, shape: TextShape, cursor: Int, width: Int)?
  private var isStarted = false
  /// Ctrl-C was pressed and not yet obeyed.
  private var isInterrupted = false
  /// The editor is drawing for the last time: no bracket is marked.
  private var isFinishing = false

  package init(language: Language, palette: Palette, isPlain: Bool, history: History) {
    self.language = language
    self.palette = palette
    self.isPlain = isPlain
    self.history = history
  }

  /// Reads one input, which may have several lines; nil at the end of input (Ctrl-D).
  package func read(prompt: String) -> String? {
    start()
    screen.forget()
    drawn = nil
    isFinishing = false
    _ = khoi_interrupts_take()
    guard let line = unsafe readline(prompt) else { return nil }
    defer { unsafe free(line) }
    return unsafe String(cString: line)
  }

  /// Puts `text` into the next line that is read, ready to be edited.
  package func prefill(_ text: String) {
    start()
    unsafe khoi_readline_prefill(text)
  }

  /// Stores `text` in the history, in memory and in its file.
  package func remember(_ text: String) {
    guard let removed = history.add(text) else { return }
    if let index = removed.index { khoi_readline_forget(Int32(index)) }
    unsafe khoi_readline_remember(text)
  }

  /// Empties the history, its file included.
  package func forgetHistory() {
    history.clear()
    khoi_readline_forget_all()
  }

  private func start() {
    LineEditor.active = self
    if isStarted { return }
    isStarted = true
    TerminalLocale.ensureUTF8()
    if isPlain {
      khoi_readline_start(nil, { MainActor.assumeIsolated { LineEditor.active?.signalled() ?? 0 } })
    } else {
      khoi_readline_start(
        { MainActor.assumeIsolated { LineEditor.active?.redraw() } },
        { MainActor.assumeIsolated { LineEditor.active?.signalled() ?? 0 } })
    }
    bindKeys()
    for entry in history.entries { unsafe khoi_readline_remember(entry) }
  }

  // MARK: Drawing

  /// The text being edited.
  var text: String {
    // Readline ends its buffer with a zero byte.
    unsafe String(cString: khoi_readline_text())
  }

  var cursor: Int { Int(khoi_readline_cursor()) }

  /// Called by readline whenever the picture may have changed.
  func redraw() {
    let text = text
    // While a long text is still arriving from a terminal without bracketed paste, wait for it.
    if text.utf8.count > 2000, !isFinishing, khoi_readline_has_pending_input() != 0 { return }
    var height: Int32 = 24
    var width: Int32 = 80
    unsafe khoi_readline_screen_size(&height, &width)
    let columns = max(2, Int(width))
    if let drawn, drawn.width != columns {
      screen.reflowed(
        to: EditorLayout.make(
          prompt: drawn.prompt, text: drawn.text, shape: drawn.shape, cursor: drawn.cursor,
          width: columns, palette: palette))
    }
    let prompt = unsafe String(cString: khoi_readline_prompt())
      .filter { $0 != "\u{1}" && $0 != "\u{2}" }
    let shape = language.shape(text, isFinishing ? nil : cursor)
    let layout = EditorLayout.make(
      prompt: prompt, text: text, shape: shape, cursor: cursor, width: columns, palette: palette)
    send(screen.draw(layout, height: Int(height)))
    drawn = (prompt, text, shape, cursor, columns)
  }

  /// Draws the text with the cursor at its end and goes to the start of the next row.
  func leaveText(adding mark: String = "") {
    if isPlain {
      send(Array((mark + "\r\n").utf8))
      return
    }
    isFinishing = true
    khoi_readline_set_cursor(khoi_readline_length())
    redraw()
    isFinishing = false
    send(Array((mark + "\r\n").utf8))
    screen.forget()
    drawn = nil
  }

  func send(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe khoi_readline_write(
        start.assumingMemoryBound(to: CChar.self), buffer.count)
    }
  }

  /// Clears the screen and draws at its top.
  func clearScreen() {
    send(Array("\u{1B}[H\u{1B}[2J".utf8))
    screen.forget()
    drawn = nil
    redrawAfterOutput()
  }

  /// Draws anew at the start of a free row, after something else has been written.
  func redrawAfterOutput() {
    screen.forget()
    drawn = nil
    if isPlain {
      _ = rl_on_new_line()
      _ = rl_forced_update_display()
    } else {
      redraw()
    }
  }

  /// Called before each wait for a key, and when a signal ended the wait.
  ///
  /// Returns a key to be taken as pressed, or 0.
  private func signalled() -> Int32 {
    if khoi_interrupts_take_continued() != 0 { redrawAfterOutput() }
    if khoi_interrupts_take() != 0 { isInterrupted = true }
    guard isInterrupted else { return 0 }
    // A search is left first, by the key that leaves it; then the text is dropped.
    if khoi_readline_is_searching() != 0 { return LineEditor.abortKey }
    isInterrupted = false
    leaveText(adding: "^C")
    // The text goes first: freeing the line's state draws it once more.
    unsafe rl_replace_line("", 1)
    khoi_readline_set_cursor(0)
    rl_free_line_state()
    redrawAfterOutput()
    return 0
  }

  /// Ctrl-G, which ends a search wherever it is bound.
  private static let abortKey: Int32 = 7
}
