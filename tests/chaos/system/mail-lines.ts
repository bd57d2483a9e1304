import {
  type ImapStep,
  type ProxyLink,
  startProxy,
  type TcpProxy,
} from '@mailhaul/testing/proxies';

/** A connection to a target, and whose mailbox it is for. */
export interface TargetLink {
  readonly link: ProxyLink;
  /** As it signed in; undefined until it has. */
  user: string | undefined;
}

/** A moment on the way to a target, before its bytes are passed on. */
export interface TargetMoment {
  readonly step: ImapStep;
  readonly target: TargetLink;
}

export interface MailLines {
  readonly source: TcpProxy;
  readonly target: TcpProxy;
  stop(): Promise<void>;
}

/** One tenant's lines to its two servers. `onMoment` is told of each step at the target. */
export async function openMailLines(
  ends: { readonly source: number; readonly target: number; readonly upBytesPerSecond: number },
  onMoment: (moment: TargetMoment) => void,
  known: Map<ProxyLink, TargetLink>,
): Promise<MailLines> {
  const source = await startProxy({ port: ends.source });
  const target = await startProxy({
    port: ends.target,
    upBytesPerSecond: ends.upBytesPerSecond,
    onStep(step, link) {
      const one = known.get(link) ?? { link, user: undefined };
      known.set(link, one);
      if (step.kind === 'command' && one.user === undefined) one.user = signInOf(step.line);
      onMoment({ step, target: one });
    },
  });
  const stop = async () => {
    await Promise.all([source.stop(), target.stop()]);
  };
  return { source, target, stop };
}

/** LOGIN, or what AUTHENTICATE PLAIN says, on its own line or behind it (RFC 4616). */
function signInOf(line: string): string | undefined {
  const [, plain] = /(?:^|\s)([A-Za-z0-9+/]{8,}={0,2})$/.exec(line) ?? [];
  const parts = Buffer.from(plain ?? '', 'base64')
    .toString('utf8')
    .split('\0');
  if (parts.length === 3) return parts[1];
  return /LOGIN "?([^\s"]+)"?/i.exec(line)?.[1];
}
