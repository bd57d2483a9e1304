import { type FSWatcher, watch } from 'node:fs';
import { systemClock } from '@mailhaul/kernel';
import type { ImapStep, ProxyLink } from '@mailhaul/testing/proxies';
import type { Lines, Stage } from './stage.ts';

/** What chaos aims at; the names are the rows of the histogram. */
export const aimNames = [
  'intent, no byte',
  'mid-literal',
  'last byte, no CRLF',
  'CRLF, no OK',
  'OK, not settled',
  'in recovery',
  'frozen past deadline',
  'slow line, draining after death',
  'target server killed',
  'source server killed',
] as const;
export type AimName = (typeof aimNames)[number];

/** What an aim may watch and do in one run of the copier. */
export interface Range {
  readonly lines: Lines;
  readonly stage: Stage;
  readonly stateDir: string;
  readonly writeDeadlineMs: number;
  /** How many occurrences to let pass before striking. */
  readonly skip: number;
  /** SIGKILL for the copier, at once. */
  readonly kill: () => void;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Intents on record that no APPEND on the line belongs to. */
  intentsWithoutByte(): number;
  /** The blow fell on something other than the copier, and is over when the promise resolves. */
  noteStruck(blow: Promise<void>): void;
}

/** Sets the trap; the returned function takes it away. */
export type Aim = (range: Range) => () => void;

/** After the answer has reached the client, a settle takes at least one write to disk. */
const afterAnswerMs = 1;
/** What must still be on its way to the server when the client dies. */
const backlogBytes = 64 << 10;
/** What a stopped process had sent reaches the proxy within this. */
const arrivalMs = 4;
const serverDownMs = 300;
const frozenMarginMs = 500;

export const aims: Readonly<Record<AimName, Aim>> = {
  'intent, no byte': (range) => {
    let left = range.skip;
    let isLooking = false;
    return watchState(range.stateDir, () => {
      if (isLooking || left < 0) return;
      isLooking = true;
      // Stopped, so that nothing moves between the look and the blow.
      range.signal('SIGSTOP');
      void systemClock.sleep(arrivalMs).then(() => {
        if (range.intentsWithoutByte() > 0 && left-- === 0) range.kill();
        else range.signal('SIGCONT');
        isLooking = false;
      });
    });
  },
  'mid-literal': (range) =>
    onStep(range, (step) => step.kind === 'literal-part', loseOrKill(range)),
  'last byte, no CRLF': (range) =>
    onStep(range, (step) => step.kind === 'literal-end', loseOrKill(range)),
  'CRLF, no OK': (range) =>
    onStep(
      range,
      (step) => step.kind === 'commit',
      (link) => {
        link.holdReplies();
        range.kill();
      },
    ),
  'OK, not settled': (range) =>
    onStep(
      range,
      (step) => step.kind === 'append-answer',
      () => {
        void systemClock.sleep(range.skip % 3 === 0 ? afterAnswerMs : 0).then(() => range.kill());
      },
    ),
  'in recovery': (range) =>
    onStep(range, (step) => step.kind === 'command' && isAboutContent(step), range.kill),
  'frozen past deadline': (range) =>
    onStep(range, isWriteStep, () => {
      range.signal('SIGSTOP');
      void systemClock
        .sleep(range.writeDeadlineMs + frozenMarginMs)
        .then(() => range.signal('SIGCONT'));
    }),
  'slow line, draining after death': (range) =>
    onStep(range, (step, link) => isWriteStep(step) && link.undelivered > backlogBytes, range.kill),
  'target server killed': (range) =>
    onStep(range, isWriteStep, () => range.noteStruck(bounce(range.stage.target))),
  'source server killed': (range) =>
    onStep(range, isWriteStep, () => range.noteStruck(bounce(range.stage.source))),
};

type Strike = (link: ProxyLink) => void;

type IsIt = (step: ImapStep, link: ProxyLink) => boolean;

function onStep(range: Range, isIt: IsIt, strike: Strike): () => void {
  let left = range.skip;
  range.lines.onTargetStep = (step, link) => {
    if (!isIt(step, link) || left-- !== 0) return;
    strike(link);
  };
  return () => (range.lines.onTargetStep = undefined);
}

/**
 * A killed process's bytes go on from the kernel's buffers; a host that loses power takes them with it. Both happen.
 */
function loseOrKill(range: Range): Strike {
  return (link) => {
    if (range.skip % 3 !== 0) link.loseClient();
    range.kill();
  };
}

function isWriteStep({ kind }: ImapStep): boolean {
  return kind === 'literal-part' || kind === 'literal-end' || kind === 'commit';
}

/** A recovery looks into target folders before it writes. */
function isAboutContent(step: ImapStep & { kind: 'command' }): boolean {
  return ['SELECT', 'EXAMINE', 'FETCH', 'SEARCH', 'STATUS'].includes(step.verb);
}

async function bounce(server: Stage['target']): Promise<void> {
  server.kill();
  await systemClock.sleep(serverDownMs);
  await server.restart();
}

function watchState(dir: string, onChange: () => void): () => void {
  const watcher: FSWatcher = watch(dir, { recursive: true }, onChange);
  return () => watcher.close();
}
