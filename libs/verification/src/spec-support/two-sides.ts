import type { MailSession } from '@mailhaul/connector-contract';
import {
  MemoryMailSystem,
  type MemoryVariant,
  type MemoryMailbox,
  type NewMemoryItem,
  memoryConnector,
} from '@mailhaul/connector-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import type { FolderToVerify, VerificationReport } from '../verify-mailbox.ts';
import { SteadySide, type SteadySides } from '../steady-side.ts';
import { verifyMailbox } from '../verify-mailbox.ts';

/** Two memory mailboxes to be compared; for specs of this library. */
export class TwoSides {
  readonly source: MemoryMailbox;
  readonly target: MemoryMailbox;
  readonly #systems: readonly [MemoryMailSystem, MemoryMailSystem];

  constructor(variants: { readonly source?: MemoryVariant; readonly target?: MemoryVariant } = {}) {
    const { source, target } = variants;
    this.#systems = [
      new MemoryMailSystem('source', source),
      new MemoryMailSystem('target', target),
    ];
    this.source = this.#systems[0].mailbox('anna');
    this.target = this.#systems[1].mailbox('anna');
  }

  /** The same items on both sides; the target numbers them from a later id. */
  fill(path: readonly string[], items: readonly NewMemoryItem[]): void {
    const [source, target] = [this.source.ensureFolder(path), this.target.ensureFolder(path)];
    target.remove(target.add(message('kept no longer', 1)).id);
    for (const item of items) {
      source.add(item);
      target.add(item);
    }
  }

  async open(): Promise<{ source: MailSession; target: MailSession }> {
    const context = {
      clock: systemClock,
      random: seededRandom(1),
      signal: new AbortController().signal,
    };
    const [source, target] = this.#systems.map((system) => memoryConnector(system, 'anna'));
    if (source === undefined || target === undefined) throw new Error('two systems');
    return { source: await source.open(context), target: await target.open(context) };
  }

  /** Every folder of the source under its own name, unless told otherwise. */
  async verify(
    options: {
      isDeep?: boolean;
      isAltering?: boolean;
      isRegenerating?: boolean;
      folders?: FolderToVerify[];
    } = {},
  ): Promise<VerificationReport> {
    const folders = [...this.source.folders()].map(({ path }) => ({
      sourcePath: path,
      targetPath: path,
    }));
    const { isDeep = false, isAltering = false, isRegenerating = false } = options;
    return verifyMailbox({
      ...steady(await this.open()),
      folders: options.folders ?? folders,
      isDeep,
      isAltering,
      isRegenerating,
    });
  }
}

/** Sides that are not opened again. */
export function steady(sides: { source: MailSession; target: MailSession }): SteadySides {
  return { source: new SteadySide(sides.source), target: new SteadySide(sides.target) };
}

export function message(text: string, epochSeconds: number, flags: string[] = []): NewMemoryItem {
  const bytes = new TextEncoder().encode(`Subject: ${text}\r\n\r\n`);
  return { bytes, receivedAt: { epochSeconds, zoneMinutes: 60 }, flags };
}

/** Kind and ids of each finding, as one comparable line. */
export function lines(report: VerificationReport): string[] {
  return report.findings.map(
    ({ kind, sourceId, targetId }) => `${kind} ${sourceId ?? '-'}→${targetId ?? '-'}`,
  );
}
