import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanText } from '../text/clean-text.ts';

/** Another run with another state folder copies the same source to the same target: all mail would come twice. */
export class PairInUse extends Error {
  override readonly name = 'PairInUse';
  readonly remedy: string;

  constructor(stateFolder: string, claimPath: string) {
    super('another run with another state folder is at work with this source and target');
    this.remedy =
      `Wait for it or stop it, then use its state: --state ${cleanText(stateFolder)}. ` +
      `If no such run is there, remove ${cleanText(claimPath)}.`;
  }
}

interface Claim {
  readonly pid: number;
  /** When that process started, where the system tells: its number may belong to another since. */
  readonly started: string;
  readonly state: string;
}

/**
 * Says for all runs of this user on this machine that the pair is being copied with that state folder, and gives what
 * takes it back. A claim of a process that is gone counts for nothing. Where no claim can be kept, the run goes on
 * without: two runs with one state exclude each other in any case.
 * @throws PairInUse
 */
export async function claimPair(pairId: string, stateFolder: string): Promise<() => void> {
  const { default: envPaths } = await import('env-paths');
  const folder = join(envPaths('mailhaul', { suffix: '' }).data, 'at-work');
  const path = join(folder, `${pairId}.json`);
  const started = startOf(process.pid) ?? '';
  const claim = JSON.stringify({ pid: process.pid, started, state: stateFolder });
  const part = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(part, claim, { mode: 0o600 });
  } catch {
    // A data folder that cannot be written to is no reason to copy nothing.
    return () => undefined;
  }
  const isFirst = tryLink(part, path);
  const other = isFirst ? undefined : readClaim(path);
  if (other !== undefined && other.state !== stateFolder && isAlive(other)) {
    rmSync(part, { force: true });
    throw new PairInUse(other.state, path);
  }
  if (isFirst) rmSync(part, { force: true });
  else renameSync(part, path);
  return () => {
    if (readFile(path) === claim) rmSync(path, { force: true });
  };
}

/** Makes the claim appear whole and at once; false where one is there. */
function tryLink(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch {
    // There is one, or the file system knows no links: then the newer one replaces it.
    return false;
  }
}

function readClaim(path: string): Claim | undefined {
  try {
    const claim: unknown = JSON.parse(readFile(path) ?? '');
    return isClaim(claim) ? claim : undefined;
  } catch {
    // Half a claim, or none: nobody holds it.
    return undefined;
  }
}

function isClaim(claim: unknown): claim is Claim {
  if (typeof claim !== 'object' || claim === null) return false;
  const { pid, started, state } = claim as Record<keyof Claim, unknown>;
  const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
  return isPid && typeof started === 'string' && typeof state === 'string';
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It is not there, or another system than Linux.
    return undefined;
  }
}

function isAlive({ pid, started }: Claim): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isForeign = error instanceof Error && 'code' in error && error.code === 'EPERM';
    if (!isForeign) return false;
  }
  const now = startOf(pid);
  return now === undefined || started === '' || now === started;
}

/** Ticks since the machine's start, by Linux; with the boot's id, for they begin anew with each. */
function startOf(pid: number): string | undefined {
  const stat = readFile(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields?.[19];
  const boot = readFile('/proc/sys/kernel/random/boot_id')?.trim();
  return ticks === undefined || boot === undefined ? undefined : `${boot} ${ticks}`;
}
