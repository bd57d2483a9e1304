import { pairStatusLabels, type Pair } from '@mailhaul/contracts';
import { MultiBar, type SingleBar } from 'cli-progress';

const nameWidth = 36;

export interface NamedPair {
  /** As people tell it from others. */
  readonly name: string;
  readonly pair: Pair;
}

/** One bar for each mailbox in a terminal; elsewhere one line with each change of status. */
export class PairBars {
  readonly #out: NodeJS.WriteStream;
  readonly #bars: MultiBar | undefined;
  readonly #known = new Map<string, SingleBar>();
  readonly #told = new Map<string, string>();

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    if (out.isTTY !== true) return;
    // As the command line draws its own.
    this.#bars = new MultiBar({
      format: '{name} {bar}{share} {items}  {state}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      stream: out,
      barsize: 30,
      hideCursor: true,
      linewrap: false,
    });
  }

  show(pairs: readonly NamedPair[]): void {
    for (const named of pairs) {
      if (this.#bars === undefined) this.#tell(named);
      else this.#draw(this.#bars, named);
    }
  }

  close(): void {
    this.#bars?.stop();
  }

  #draw(bars: MultiBar, { name, pair }: NamedPair): void {
    const done = pair.migrated + pair.excluded + pair.failed;
    const shown = {
      name: name.padEnd(nameWidth).slice(0, nameWidth),
      share: (pair.total === 0 ? '' : `${Math.floor((100 * done) / pair.total)}%`).padStart(5),
      items: `${done}/${pair.total}`.padStart(11),
      state: wordsOf(pair),
    };
    const bar = this.#known.get(pair.id) ?? bars.create(pair.total, 0, shown);
    this.#known.set(pair.id, bar);
    bar.setTotal(pair.total);
    bar.update(done, shown);
  }

  #tell({ name, pair }: NamedPair): void {
    const words = wordsOf(pair);
    if (this.#told.get(pair.id) === words) return;
    this.#told.set(pair.id, words);
    this.#out.write(`${name}: ${words}\n`);
  }
}

function wordsOf({ status, grade }: Pair): string {
  const label = pairStatusLabels[status];
  return grade === undefined ? label : `${label}, verified: ${grade}`;
}
