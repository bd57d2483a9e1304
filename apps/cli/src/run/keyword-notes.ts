import type { RunEvent } from '../render/run-events.schema.ts';
import { formatCount, plural } from '../text/format.ts';

/** Keywords named at the end of a pass. */
const keywordsNamedMax = 10;

/** Counts the items of a pass that lost keywords, for one word about it at the end. */
export class KeywordNotes {
  readonly #keywords = new Set<string>();
  #items = 0;

  take(event: RunEvent): void {
    if (event.event !== 'keywords-left-out') return;
    this.#items += event.items;
    for (const keyword of event.keywords) this.#keywords.add(keyword);
  }

  /** Nothing where none was lost. */
  words(label: string): string | undefined {
    if (this.#items === 0) return undefined;
    const named = [...this.#keywords].slice(0, keywordsNamedMax).join(', ');
    const others = this.#keywords.size - keywordsNamedMax;
    const more = others > 0 ? ` and ${formatCount(others)} more` : '';
    return `${label}: ${plural(this.#items, 'item')} written without keywords that the target does not take: ${named}${more}`;
  }
}
