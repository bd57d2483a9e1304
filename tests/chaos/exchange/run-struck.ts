import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { systemClock } from '@mailhaul/kernel';
import type { CopySides } from '../copier.ts';
import type { SidesCopier } from './sides-copier.ts';
import { type ExchangeAim, setTrap } from './exchange-aims.ts';
import type { LineState, TargetLine } from './target-line.ts';

export interface StruckSetting {
  readonly copier: SidesCopier;
  readonly sides: CopySides;
  readonly line: TargetLine;
  /** Kept from run to run of one trial. */
  readonly stateDir: string;
}

export interface Blow {
  readonly aim: ExchangeAim;
  readonly skip: number;
  /** An earlier run of this trial was struck. */
  readonly isAfterBlow: boolean;
}

export interface RunEnd {
  readonly exitCode: number | null;
  /** Where the blow fell, or undefined when the copier ended by itself. */
  readonly hit: ExchangeAim | 'elsewhere' | undefined;
  readonly output: string;
}

const runTimeoutMs = 90_000;
const outputMax = 3_000;
const byState: Readonly<Record<LineState, ExchangeAim | undefined>> = {
  part: 'request half sent',
  'all but the end': 'whole but the closing tag',
  whole: 'acted upon, answer not sent',
  answered: undefined,
  'no byte': undefined,
};

/** Runs the copier once, with or without a trap, and says where it was struck by what its server was given. */
export async function runStruck(setting: StruckSetting, blow: Blow | undefined): Promise<RunEnd> {
  const { copier, sides, line, stateDir } = setting;
  mkdirSync(stateDir, { recursive: true });
  const begunBefore = line.seen.writesBegun;
  let intentsAtWrite = copier.peek(stateDir)?.intents ?? 0;
  let begunSeen = begunBefore;
  const child = copier.start(sides, stateDir);
  const pid = child.pid ?? 0;
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputMax));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  let isKilled = false;
  const hasFreshIntent = () => {
    const intents = copier.peek(stateDir)?.intents ?? 0;
    if (line.seen.writesBegun === begunSeen) return intents > intentsAtWrite;
    // A write began since the last look: only what is recorded later is surely without a byte.
    begunSeen = line.seen.writesBegun;
    intentsAtWrite = intents;
    return false;
  };
  const isGone = () => isKilled || child.exitCode !== null || child.signalCode !== null;
  const disarm =
    blow === undefined
      ? undefined
      : setTrap(blow.aim, {
          ...{ line, stateDir, skip: blow.skip, hasFreshIntent },
          signal: (name) => {
            if (!isGone()) process.kill(pid, name);
          },
          kill() {
            if (isGone()) return;
            isKilled = true;
            process.kill(pid, 'SIGKILL');
            line.die(blow.skip % 2 === 0);
          },
        });
  const isHung = await endsInTime(child, runTimeoutMs);
  disarm?.();
  if (isHung) {
    process.kill(pid, 'SIGKILL');
    await once(child, 'exit');
  }
  await line.settled();
  const isBeforeWrites = line.seen.writesBegun === begunBefore;
  const hit =
    blow !== undefined && isKilled ? whereStruck(blow, { ...setting, isBeforeWrites }) : undefined;
  return { exitCode: child.exitCode, hit, output: isHung ? `hung: ${output}` : output };
}

function whereStruck(
  { aim, isAfterBlow }: Blow,
  { line, copier, stateDir, isBeforeWrites }: StruckSetting & { readonly isBeforeWrites: boolean },
): ExchangeAim | 'elsewhere' {
  const fallen = line.fallen();
  // Stopped at a fresh intent, and dead without having moved again.
  if (aim === 'intent, no byte') return aim;
  if (aim === 'in recovery') return isAfterBlow && isBeforeWrites ? aim : 'elsewhere';
  if (fallen.some(({ isGoingOn }) => isGoingOn)) return 'among exceptions';
  const onWire = fallen.flatMap(({ state }) => byState[state] ?? []);
  const [state] = onWire;
  if (state !== undefined) return state;
  const settles = copier.peek(stateDir)?.settles ?? 0;
  const isOpen = settles < line.seen.writesAnswered;
  return aim === 'answered, not settled' && isOpen ? aim : 'elsewhere';
}

/** True when the process had to be given up. */
async function endsInTime(
  child: ReturnType<SidesCopier['start']>,
  timeoutMs: number,
): Promise<boolean> {
  const timer = new AbortController();
  const late = systemClock.sleep(timeoutMs, timer.signal).then(
    () => true,
    () => false,
  );
  const isHung = await Promise.race([once(child, 'exit').then(() => false), late]);
  timer.abort();
  return isHung;
}
