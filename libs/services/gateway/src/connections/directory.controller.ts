import type { OpenContext } from '@mailhaul/connector-contract';
import type { Directory, FoundMailbox, MailboxSearchAnswer } from '@mailhaul/contracts';
import { directorySteps, searchDirectoryPlaces, testDirectory } from '@mailhaul/directory';
import type { DirectoryDetails } from '@mailhaul/domain';
import { Controller, Inject, Res } from '@nestjs/common';
import { defined } from '../commands/defined.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { leadsToTheSameDirectory } from './connection-input.ts';
import { placeOf } from './connection-place.ts';
import { directorySettingsOf, faultsOfDirectory } from './directory-input.ts';
import { answered, type FoundAll, limitWords } from './mailbox-search.ts';
import { KeptSearches } from './kept-searches.ts';
import { savedConnection, searchConnection } from './search-connection.ts';
import { StepTeller } from './test-steps.ts';

/** Who has a mailbox in a mail system, by its directory. What has `@Res` writes its answer itself. */
@Controller()
export class DirectoryController {
  readonly #parts: GatewayParts;
  readonly #kept: KeptSearches<FoundAll>;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#kept = new KeptSearches<FoundAll>(parts.options.clock);
  }

  @Serves('searchMailboxes')
  async searchMailboxes(@TheCall() call: Call<'searchMailboxes'>): Promise<MailboxSearchAnswer> {
    const saved = await savedConnection(this.#parts, placeOf(call));
    const { query } = call;
    const { after, limit, ...wish } = query;
    const key = JSON.stringify([placeOf(call), saved.revision, wish]);
    // The first page is asked for anew: who is looked for may just have been added.
    const kept = after === undefined ? undefined : this.#kept.get(key);
    const ask = (context: OpenContext) => searchConnection(this.#parts, saved, { query, context });
    const found = kept ?? (await this.#asked(call, ask));
    if (kept === undefined) this.#kept.keep(key, found);
    return pageOf(found, { after, limit });
  }

  @Serves('searchDirectoryPlaces')
  async searchDirectoryPlaces(@TheCall() call: Call<'searchDirectoryPlaces'>) {
    const { details, secrets } = await savedConnection(this.#parts, placeOf(call));
    const { directory } = details;
    if (directory === undefined) throw new ApiProblem('directory-missing');
    const { what, q: text } = call.query;
    const settings = this.#settings(directory, secrets.directoryPassword);
    const { places, limit } = await this.#asked(call, (context) =>
      answered(() => searchDirectoryPlaces(settings, { what, text }, context)),
    );
    return { rows: places, ...defined({ limit }) };
  }

  @Serves('testNewDirectory')
  async testNewDirectory(
    @TheCall() call: Call<'testNewDirectory'>,
    @Res() _own: unknown,
  ): Promise<void> {
    const { directory, password } = call.body;
    if (directory === undefined) {
      const faults = [{ place: 'directory', message: 'is needed: nothing is saved yet' }];
      throw new ApiProblem('body-invalid', { faults });
    }
    await this.#test(call, directory, password);
  }

  @Serves('testDirectory')
  async testDirectory(@TheCall() call: Call<'testDirectory'>, @Res() _own: unknown): Promise<void> {
    const { details, secrets } = await savedConnection(this.#parts, placeOf(call));
    const { directory = details.directory, password } = call.body;
    if (directory === undefined) throw new ApiProblem('directory-missing');
    // The saved password goes to the server it was saved for, and to no other.
    const isSame = leadsToTheSameDirectory(details.directory, defined(directory));
    const kept = isSame ? secrets.directoryPassword : undefined;
    await this.#test(
      call,
      directory,
      password ?? (directory.bindDn === undefined ? undefined : kept),
    );
  }

  async #test(
    call: Call<'testNewDirectory'> | Call<'testDirectory'>,
    directory: Directory | DirectoryDetails,
    password: string | undefined,
  ): Promise<void> {
    const faults = faultsOfDirectory(directory, password).map(({ place, message }) => ({
      place: place.replace(/^settings\./, '').replace('secrets.directoryPassword', 'password'),
      message,
    }));
    if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
    const settings = this.#settings(defined(directory), password);
    const { response } = call;
    await this.#asked(call, async (context) => {
      response.setHeader('Content-Type', 'application/x-ndjson');
      const teller = new StepTeller(directorySteps, context.clock, (line) =>
        response.write(`${JSON.stringify(line)}\n`),
      );
      await testDirectory(settings, context, teller.onStep);
      response.end();
    });
  }

  #asked<T>(
    { signal: left }: Pick<Call, 'signal'>,
    ask: (context: OpenContext) => Promise<T>,
  ): Promise<T> {
    const { tests, options } = this.#parts;
    const { clock, random } = options;
    return tests.run(left, (signal) => ask({ clock, random, signal }));
  }

  #settings(directory: DirectoryDetails, password: string | undefined) {
    return directorySettingsOf(directory, { password, guard: this.#guard });
  }

  get #guard() {
    return this.#parts.options.addressGuard;
  }
}

/** Those behind `after`: an address, so that who comes and goes meanwhile moves no page. */
function pageOf(
  { rows, source, limit }: FoundAll,
  { after, limit: rowsMax }: { readonly after?: string | undefined; readonly limit: number },
): MailboxSearchAnswer {
  const keyOf = ({ address }: FoundMailbox) => address.toLowerCase();
  const sorted = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const ahead = after === undefined ? sorted : sorted.filter((row) => keyOf(row) > after);
  const page = ahead.slice(0, rowsMax);
  const last = ahead.length > page.length ? page.at(-1) : undefined;
  return {
    ...{ rows: page, source, total: rows.length },
    ...(last === undefined ? {} : { next: keyOf(last) }),
    ...(limit === undefined ? {} : { limit, words: limitWords[limit] }),
  };
}
