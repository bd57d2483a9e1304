import { systemClock } from '@mailhaul/kernel';
import {
  compareMailboxes,
  describeComparison,
  type MailboxScan,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { anyUserPassword, type DovecotServer } from '@mailhaul/testing/servers';
import type { StagedTenant } from './tenants.ts';

/** What two listings of both sides say, which share no code with the migration. */
export interface Judgement {
  readonly items: number;
  readonly lost: number;
  readonly doubled: number;
  /** Altered bytes, foreign mail, flags, dates, folders, subscriptions. */
  readonly others: number;
  /** Folders in which only the order of arrival is another one. */
  readonly reordered: number;
  readonly words: readonly string[];
}

const scanTriesMax = 20;
const scanAgainMs = 1_500;

/** Looks at both sides of a mailbox. What was seen of a source is kept: nobody changes it. */
export class Judge {
  readonly #sources = new Map<string, MailboxScan>();

  async judge(tenant: StagedTenant): Promise<Judgement> {
    const all: Judgement[] = [];
    for (const user of tenant.users) all.push(await this.#judgeOne(tenant, user));
    return addUp(all);
  }

  /** How many messages the source has. */
  async countOf({ source }: StagedTenant, user: string): Promise<number> {
    const { folders } = await this.#sourceOf(source, user);
    return folders.reduce((sum, { messages }) => sum + messages.length, 0);
  }

  async #judgeOne({ source, target }: StagedTenant, user: string): Promise<Judgement> {
    const expected = await this.#sourceOf(source, user);
    const comparison = compareMailboxes(expected, await scanOf(target, user));
    const { counts, differences, sourceCount } = comparison;
    const { lost, doubled, order } = counts;
    const isWorse = differences.length > order;
    return {
      items: sourceCount,
      ...{ lost, doubled, reordered: order },
      others: differences.length - lost - doubled - order,
      words: isWorse ? [`${user}: ${describeComparison(comparison)}`] : [],
    };
  }

  async #sourceOf(server: DovecotServer, user: string): Promise<MailboxScan> {
    const scan = this.#sources.get(user) ?? (await scanOf(server, user));
    this.#sources.set(user, scan);
    return scan;
  }
}

export function addUp(all: readonly Judgement[]): Judgement {
  const sum = (of: (one: Judgement) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    items: sum(({ items }) => items),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    others: sum(({ others }) => others),
    reordered: sum(({ reordered }) => reordered),
    words: all.flatMap(({ words }) => words),
  };
}

/** Past all proxies; again, where the server is being restarted. */
async function scanOf({ host, port }: DovecotServer, user: string): Promise<MailboxScan> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await scanMailbox({ host, port, user, password: anyUserPassword });
    } catch (error) {
      if (tries >= scanTriesMax) throw error;
      await systemClock.sleep(scanAgainMs);
    }
  }
}
