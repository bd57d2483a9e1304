/** What the process says to the shell that started it; documented in docs/reference/command-line.md. */
export const exitCodes = {
  /** Every mailbox is done and every item has its place. */
  done: 0,
  /** Done, but some items failed, or verification found something to look at. */
  doneWithFailures: 1,
  /** The command line, a file or the state folder cannot be used as given; nothing was written anywhere. */
  usage: 2,
  /** A connection or sign-in failed, for at least one mailbox or with the server of Mailhaul. */
  connection: 3,
  /** Stopped before the end; the same command resumes. */
  interrupted: 4,
  /** The server would not do it as things are, or not for this token; nothing was changed. */
  refused: 5,
  /** A defect of Mailhaul itself. */
  defect: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one code for a run of several mailboxes: what most needs a person's next step wins. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  const byUrgency = [
    exitCodes.defect,
    exitCodes.usage,
    exitCodes.interrupted,
    exitCodes.refused,
    exitCodes.connection,
    exitCodes.doneWithFailures,
  ];
  return byUrgency.find((code) => codes.includes(code)) ?? exitCodes.done;
}
