import { type ImapStep, type ProxyLink, startProxy } from '@mailhaul/testing/proxies';
import type { LineState, LineStep, TargetLine } from './target-line.ts';

const asks = new Set(['SELECT', 'EXAMINE', 'FETCH', 'SEARCH', 'STATUS']);

/** The same for a target that speaks IMAP. */
export async function openImapLine(port: number): Promise<TargetLine> {
  let dead: ProxyLink[] = [];
  const proxy = await startProxy({
    port,
    onStep(step) {
      if (step.kind === 'command' && step.verb === 'APPEND') line.seen.writesBegun += 1;
      if (step.kind === 'append-answer') line.seen.writesAnswered += 1;
      const told = stepOf(step);
      if (told !== undefined) line.onStep?.(told);
      // The server acts on what is passed on now, and the answer is told when it is passed on.
      if (step.kind === 'commit') line.onStep?.('acted');
    },
  });
  const line: TargetLine = {
    port: proxy.port,
    onStep: undefined,
    seen: { writesBegun: 0, writesAnswered: 0 },
    fallen: () =>
      dead.map(({ observer }) => ({ state: stateOf(observer?.writeState), isGoingOn: false })),
    die(isLost) {
      dead = [...proxy.links].filter(({ isOpen }) => isOpen);
      for (const link of dead) {
        link.holdReplies();
        if (isLost) link.loseClient();
      }
    },
    settled: () => proxy.settled(),
    stop: () => proxy.stop(),
  };
  return line;
}

function stepOf(step: ImapStep): LineStep | undefined {
  switch (step.kind) {
    case 'literal-part':
      return 'part';
    case 'literal-end':
      return 'all but the end';
    case 'append-answer':
      return 'answered';
    case 'command':
      return asks.has(step.verb) ? 'look' : undefined;
    case 'commit':
      return undefined;
  }
}

function stateOf(state: NonNullable<ProxyLink['observer']>['writeState'] | undefined): LineState {
  switch (state) {
    case 'mid-literal':
      return 'part';
    case 'last byte, no CRLF':
      return 'all but the end';
    case 'CRLF, no OK':
      return 'whole';
    case 'after OK':
      return 'answered';
    case 'no byte':
    case undefined:
      return 'no byte';
  }
}
