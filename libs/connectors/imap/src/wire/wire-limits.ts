/** What a server may make us hold at most. Beyond it the connection ends: no answer is worth a worker's memory. */
export const wireLimits = {
  /** One line of text; ids and flags of one message take far less. */
  lineBytesMax: 1024 * 1024,
  /** All lines of one response together. */
  responseTextBytesMax: 4 * 1024 * 1024,
  /** A literal that nobody asked for by name (folder names, texts). */
  literalBytesMax: 64 * 1024,
  literalsPerResponseMax: 256,
  /** Parentheses inside each other in one response. */
  nestingMax: 32,
  /** Bytes read from the server that wait for their consumer before the socket is paused. */
  unreadBytesMax: 1024 * 1024,
  /** Commands sent and not answered; later ones wait their turn. */
  commandsInFlightMax: 256,
  /** Commands that wait for their turn. */
  commandsWaitingMax: 100_000,
} as const;
