import { once } from 'node:events';
import { systemClock } from '@mailhaul/kernel';
import type { ProxyLink } from '@mailhaul/testing/proxies';
import { aims } from './aims.ts';
import { type Blow, classifyHit, type Hit } from './classify-hit.ts';
import type { Copier, CopyRun } from './copier.ts';
import type { Lines, Stage } from './stage.ts';

export interface CopierEnd {
  readonly exitCode: number | null;
  /** Where the blow fell, or undefined when the copier ended by itself. */
  readonly hit: Hit | undefined;
  readonly isHung: boolean;
  readonly tookMs: number;
  readonly output: string;
}

const runTimeoutMs = 90_000;
const outputMax = 4_000;
const closeWaitMs = 3_000;
const closePollMs = 2;

/** Runs the copier once, with or without a trap, and says where it was struck. */
export async function runCopier(
  setting: { copier: Copier; run: CopyRun; stage: Stage; lines: Lines },
  blow: Blow | undefined,
): Promise<CopierEnd> {
  const { copier, run, stage, lines } = setting;
  const begunBefore = lines.seen.appendsBegun;
  const start = performance.now();
  const child = copier.start(run);
  const pid = child.pid ?? 0;
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputMax));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  let links: ProxyLink[] = [];
  const under: Promise<void>[] = [];
  let isKilled = false;
  let isStruck = false;
  const strike = (name: NodeJS.Signals) => {
    if (hasEnded() || isKilled) return;
    links = [...lines.target.links].filter(({ isOpen }) => isOpen);
    isStruck ||= name !== 'SIGCONT';
    isKilled ||= name === 'SIGKILL';
    process.kill(pid, name);
    // The dead hear nothing: an answer on its way must not count as received.
    if (isKilled) for (const link of links) link.holdReplies();
  };
  const frozenMs = blow?.aim === 'frozen past deadline' ? copier.writeDeadlineMs : 0;
  const disarm =
    blow === undefined
      ? undefined
      : aims[blow.aim]({
          lines,
          stage,
          stateDir: run.stateDir,
          writeDeadlineMs: copier.writeDeadlineMs,
          skip: blow.skip,
          kill: () => strike('SIGKILL'),
          signal: (name) => strike(name),
          intentsWithoutByte: () =>
            (copier.peek(run.stateDir)?.intents ?? 0) - lines.seen.appendsBegun,
          noteStruck(other) {
            isStruck = true;
            under.push(other);
          },
        });
  const isHung = await endsInTime(child, runTimeoutMs + frozenMs);
  disarm?.();
  if (isHung) {
    process.kill(pid, 'SIGKILL');
    await once(child, 'exit');
  }
  await Promise.all(under);
  if (isKilled) await closed(links);
  const hit =
    blow === undefined || !(isKilled || (isStruck && !isForKill(blow.aim)))
      ? undefined
      : classifyHit(blow, {
          links,
          seen: lines.seen,
          isBeforeFirstAppend: lines.seen.appendsBegun === begunBefore,
          peek: copier.peek(run.stateDir),
        });
  return { exitCode: child.exitCode, hit, isHung, tookMs: performance.now() - start, output };
}

/** Aims that stop the copier to look first: only the kill counts. */
function isForKill(aim: Blow['aim']): boolean {
  return aim === 'intent, no byte';
}

/** True when the process had to be given up. */
async function endsInTime(child: ReturnType<Copier['start']>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = systemClock.sleep(timeoutMs, timer.signal).then(
    () => true,
    () => false,
  );
  const isHung = await Promise.race([once(child, 'exit').then(() => false), late]);
  timer.abort();
  return isHung;
}

/** Everything the dead process had handed to the kernel has reached the proxy. */
async function closed(links: readonly ProxyLink[]): Promise<void> {
  for (let waited = 0; waited < closeWaitMs; waited += closePollMs) {
    if (links.every(({ isOpen }) => !isOpen)) return;
    await systemClock.sleep(closePollMs);
  }
}
