/** What a server may make us hold at most. Beyond it the connection ends: no answer is worth a worker's memory. */
export const wireLimits = {
  /** One line of text; ids and flags of one message take far less. */
  lineBytesMax: 256 * 1024,
  /** All lines of one response together. */
  responseTextBytesMax: 512 * 1024,
  /** Pieces of a line that has not ended; more are joined, so that a byte in each packet costs no more than its line. */
  linePiecesMax: 256,
  /** Untagged data between two answers, the items asked for aside: what a server tells nobody, and lists of folders. */
  untaggedBytesMax: 16 * 1024 * 1024,
  /** So much of what was asked for, and the server is not stuck, however slowly it comes. */
  usefulBytesMin: 16 * 1024,
  /** A literal that nobody asked for by name (folder names, texts). */
  literalBytesMax: 64 * 1024,
  /** No literal is longer, streamed or not (RFC 3501 §9: `number` has 32 bits). */
  literalSizeMax: 0xffff_ffff,
  literalsPerResponseMax: 256,
  /** Parentheses inside each other in one response. */
  nestingMax: 32,
  /** Bytes read from the server that wait for their consumer before the socket is paused. */
  unreadBytesMax: 1024 * 1024,
  /** Commands sent and not answered; later ones wait their turn. */
  commandsInFlightMax: 256,
  /** How long the answer to LOGOUT is waited for, when nothing else is owed. */
  goodbyeMsMax: 2_000,
  /** Commands that wait for their turn. */
  commandsWaitingMax: 100_000,
} as const;
