import type { Corpus, CorpusFolder, CorpusMessage } from './corpus.ts';
import { Dice } from './dice.ts';
import { freshId, headers } from './headers.ts';
import { nastyNames, nastyTrees } from './nasty-names.ts';
import { fileQuirks, type Quirk, quirks } from './quirks.ts';

export interface NastyCorpusOptions {
  readonly seed: number;
  /** About how many; at least one of each oddity comes in any case. */
  readonly messages: number;
  /** Attachments of 10 MB among them. */
  readonly largeCount?: number;
  /** Share of messages that repeat an earlier one of their folder byte for byte. */
  readonly twinShare?: number;
}

const largeBytes = 10_000_000;
const firstDay = Date.UTC(1995, 0, 1) / 1000;
const lastDay = Date.UTC(2025, 11, 31) / 1000;
const zones: readonly [number, ...number[]] = [0, 60, -300, 330, -210, 840, -720, 345, 120, -480];
const systemFlags = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'];
const keywords = ['$Forwarded', 'NonJunk', '$label1', '$MDNSent', 'Custom-Keyword', 'todo.today'];

/** A mailbox of oddities; equal options give equal bytes. */
export function nastyCorpus(options: NastyCorpusOptions): Corpus {
  const dice = new Dice(options.seed);
  const paths = [['INBOX'], ...nastyNames.map((name) => [name]), ...nastyTrees];
  const messages = new Map<number, CorpusMessage[]>();
  const add = (place: number, message: CorpusMessage) => {
    messages.set(place, [...(messages.get(place) ?? []), message]);
  };
  const anyPlace = () => (dice.chance(0.5) ? dice.int(0, 3) : dice.int(0, paths.length));
  for (const [quirk, make] of Object.entries(quirks)) {
    add(anyPlace(), nastyMessage(dice, quirk, make));
  }
  for (let n = 0; n < (options.largeCount ?? 0); n += 1) {
    add(anyPlace(), nastyMessage(dice, '10 MB attachment', largeMessage));
  }
  const entries = Object.entries(quirks) as [[string, Quirk], ...[string, Quirk][]];
  let count = entries.length + (options.largeCount ?? 0);
  for (; count < options.messages; count += 1) {
    const place = anyPlace();
    const earlier = messages.get(place)?.filter(({ bytes }) => bytes.length < largeBytes) ?? [];
    const twin = earlier[dice.int(0, earlier.length)];
    if (twin !== undefined && dice.chance(options.twinShare ?? 0.15)) {
      add(place, dice.chance(0.5) ? twin : { ...nastyMessage(dice, 'twin', () => twin.bytes) });
    } else {
      const [quirk, make] = dice.chance(0.5) ? entries[0] : dice.pick(entries);
      add(place, nastyMessage(dice, quirk, make));
    }
  }
  return {
    folders: paths.map((path, place): CorpusFolder => {
      const isSubscribed = path[0] === 'INBOX' || dice.chance(0.6);
      return { path, isSubscribed, messages: messages.get(place) ?? [] };
    }),
  };
}

/** Messages for `writeMaildirFiles`: bytes that no APPEND leaves as they are. */
export function nastyFiles(seed: number): CorpusMessage[] {
  const dice = new Dice(seed);
  return Object.entries(fileQuirks).map(([quirk, make]) => ({
    ...nastyMessage(dice, quirk, make),
    flags: systemFlags.filter(() => dice.chance(0.3)),
  }));
}

function nastyMessage(dice: Dice, quirk: string, make: Quirk): CorpusMessage {
  return {
    quirk,
    bytes: make(dice),
    flags: [...systemFlags, ...keywords].filter(() => dice.chance(0.25)),
    epochSeconds: dice.int(firstDay, lastDay),
    zoneMinutes: dice.pick(zones),
  };
}

function largeMessage(dice: Dice): Buffer {
  const head = headers(dice, { id: freshId(dice), extra: ['Content-Transfer-Encoding: base64'] });
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), dice.text(largeBytes)]);
}
