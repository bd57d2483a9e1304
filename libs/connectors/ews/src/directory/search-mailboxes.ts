import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { withoutSecrets } from '@mailhaul/connector-line';
import { Located } from '../autodiscover/located.ts';
import { type EwsSettings, ewsSettingsSchema, secretsOf } from '../ews-settings.ts';
import { EwsLine } from '../http/ews-line.ts';
import { EwsCaller } from '../soap/ews-caller.ts';
import { DirectoryClient } from './directory-client.ts';
import type { FoundMailbox, MailboxSearch, SearchLimit } from './found-mailbox.ts';
import { GuardedRequests } from './guarded-requests.ts';

/** A larger directory is exported by its administrator. */
const entriesMax = 500;
const questionsMax = 200;
const searchMsMax = 120_000;
/** What a name goes on with, where a question finds more than it may show. */
const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789.-_'];

/**
 * Looks in the server's directory for those whose name or address begins with a text (empty: for all). A question shows a hundred at most: then the
 * list of searchable mailboxes is asked for, and where the account may not see that, letter after letter. Bounded: 500 entries, 200 questions, two
 * minutes. @throws ConnectorError
 */
export async function searchMailboxes(
  settings: EwsSettings,
  { text }: { readonly text: string },
  context: OpenContext,
): Promise<MailboxSearch> {
  const valid = ewsSettingsSchema.parse(settings);
  let line: EwsLine | undefined;
  const cut = () => line?.cut();
  context.signal.addEventListener('abort', cut, { once: true });
  try {
    const place = await new Located(valid).settings(context);
    line = new EwsLine(place, context);
    const { answerMsMax } = place;
    const caller = new EwsCaller(line, context.clock, { answerMsMax, impersonated: undefined });
    const client = await DirectoryClient.load(new GuardedRequests(line, caller));
    return await new Walk(client, context).from(text.trim().toLowerCase());
  } catch (error) {
    throw error instanceof ConnectorError ? withoutSecrets(error, secretsOf(valid)) : error;
  } finally {
    context.signal.removeEventListener('abort', cut);
    cut();
  }
}

/** Questions, each a letter longer than the one that found too many. */
class Walk {
  readonly #client: DirectoryClient;
  readonly #context: OpenContext;
  readonly #endMs: number;
  readonly #found = new Map<string, FoundMailbox>();
  #questionsLeft = questionsMax;

  constructor(client: DirectoryClient, context: OpenContext) {
    this.#client = client;
    this.#context = context;
    this.#endMs = context.clock.monotonicMs() + searchMsMax;
  }

  async from(text: string): Promise<MailboxSearch> {
    const limit = await this.#walk(text);
    const entries = [...this.#found.values()]
      .toSorted((a, b) => (a.address < b.address ? -1 : 1))
      .slice(0, entriesMax);
    return { entries, ...(limit === undefined ? {} : { limit }) };
  }

  async #walk(text: string): Promise<SearchLimit | undefined> {
    if (text !== '' && (await this.#ask(text))) return this.#bound();
    const searchable = await this.#client.searchable(text);
    this.#keep(searchable ?? []);
    if (searchable !== undefined) return this.#bound();
    const ahead = this.#longer(text);
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      const bound = this.#bound();
      if (bound !== undefined) return bound;
      if (!(await this.#ask(next))) ahead.push(...this.#longer(next));
    }
    return 'letters';
  }

  /** That text and each letter: last, and so asked for first, what most of those begin with who were found. */
  #longer(text: string): string[] {
    const names = [...this.#found].map(([address, { name }]) => [address, name.toLowerCase()]);
    const likely = (start: string) =>
      names.filter((both) => both.some((one) => one.startsWith(start))).length;
    return letters
      .map((letter) => text + letter)
      .toReversed()
      .toSorted((a, b) => likely(a) - likely(b));
  }

  /** True where the server said that it showed all. */
  async #ask(text: string): Promise<boolean> {
    this.#questionsLeft -= 1;
    const { entries, isAll } = await this.#client.resolve(text);
    this.#keep(entries);
    return isAll;
  }

  #keep(entries: readonly FoundMailbox[]): void {
    for (const entry of entries) {
      const address = entry.address.toLowerCase();
      if (!this.#found.has(address)) this.#found.set(address, entry);
      if (this.#found.size > entriesMax) return;
    }
  }

  #bound(): SearchLimit | undefined {
    if (this.#found.size > entriesMax) return 'entries';
    if (this.#questionsLeft <= 0) return 'questions';
    return this.#context.clock.monotonicMs() > this.#endMs ? 'time' : undefined;
  }
}
