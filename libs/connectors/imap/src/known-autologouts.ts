interface KnownAutologout {
  /** What the server calls itself (RFC 2971). */
  readonly name: RegExp;
  readonly minutes: number;
}

/** How long these servers wait for the rest of a command, by their makers' word (docs/reference/servers.md). */
const known: readonly KnownAutologout[] = [
  // Fixed in the program: https://doc.dovecot.org/2.4.2/core/admin/timeouts.html
  { name: /^dovecot\b/i, minutes: 30 },
  // `timeout`, unless it was set: https://www.cyrusimap.org/imap/reference/manpages/configs/imapd.conf.html
  { name: /^cyrus\b/i, minutes: 32 },
];

/** Timers and clocks that are late, and a line that ends after its server has. */
const marginMs = 5 * 60_000;

/** For so long a server of that name may still act on a half-sent command; undefined: not known. */
export function knownLettingGoMs(serverName: string | undefined): number | undefined {
  const found = known.find(({ name }) => name.test(serverName ?? ''));
  return found === undefined ? undefined : found.minutes * 60_000 + marginMs;
}
