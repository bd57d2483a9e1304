import type { Corpus, CorpusMessage } from './corpus.ts';
import { Dice } from './dice.ts';
import { freshId, headers } from './headers.ts';

export interface BenchCorpusOptions {
  readonly seed: number;
  readonly messages: number;
  /** Half of the messages are smaller; the largest hundredth lies thirty times higher. */
  readonly medianBytes?: number;
}

const folderCount = 27;
const usualMedianBytes = 9_000;
const p99OfMedian = 30;
const largestBytes = 5_700_000;
const firstDay = Date.UTC(2005, 0, 1) / 1000;
const keywords: readonly [string, ...string[]] = ['$Forwarded', 'NonJunk', '$label1'];

/** Ordinary mail as in a person's mailbox: 27 folders of uneven size, a median of 9 kB, one in a hundred above 270 kB. */
export function benchCorpus(options: BenchCorpusOptions): Corpus {
  const dice = new Dice(options.seed);
  const { medianBytes = usualMedianBytes } = options;
  const weights = Array.from({ length: folderCount }, (_, i) => 1 / (i + 1) ** 0.8);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => Math.floor((options.messages * weight) / whole));
  shares[0] = options.messages - shares.slice(1).reduce((sum, share) => sum + share, 0);
  return {
    folders: shares.map((share, i) => ({
      path: pathOf(i),
      isSubscribed: i % 3 !== 2,
      messages: Array.from({ length: share }, () => benchMessage(dice, medianBytes)),
    })),
  };
}

/** 2,000 messages of about 50 MB. */
export function benchCorpusS(): Corpus {
  return benchCorpus({ seed: 1, messages: 2_000 });
}

/** 400 messages of about 10 MB. */
export function benchCorpusXs(): Corpus {
  return benchCorpus({ seed: 2, messages: 400 });
}

function pathOf(index: number): string[] {
  if (index === 0) return ['INBOX'];
  if (index % 4 === 0) return ['Projects', `Client ${index}`, 'Mail'];
  return index % 3 === 0 ? ['Archive', `Year ${1990 + index}`] : [`Folder ${index}`];
}

function benchMessage(dice: Dice, medianBytes: number): CorpusMessage {
  const head = Buffer.from(`${headers(dice, { id: freshId(dice) })}\r\n`, 'latin1');
  const size = Math.min(largestBytes, dice.size(medianBytes, p99OfMedian * medianBytes));
  const flags = ['\\Seen', '\\Answered', '\\Flagged'].filter(() => dice.chance(0.5));
  return {
    quirk: 'plain',
    bytes: Buffer.concat([head, dice.text(Math.max(78, size - head.length))]),
    flags: dice.chance(0.2) ? [...flags, dice.pick(keywords)] : flags,
    epochSeconds: firstDay + dice.int(0, 20 * 365 * 86_400),
    zoneMinutes: 60 * dice.int(-8, 10),
  };
}
