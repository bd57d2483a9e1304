import type { SecretPlace } from '@mailhaul/application';
import { providerTenant } from '@mailhaul/domain';
import type { Commander } from '../commands/commander.ts';
import { connectionAggregate } from '../connections/connection-place.ts';
import type { OperatorDirectory } from '../identity/operator-directory.ts';
import { jobAggregate } from '../jobs/job-place.ts';
import { pairAggregate } from '../pairs/pair-place.ts';

export interface ReferenceSources {
  readonly commander: Pick<Commander, 'fold'>;
  readonly operators: Pick<OperatorDirectory, 'get'>;
}

interface Owner {
  readonly tenant: string;
  readonly id: string;
}

/** Says of secrets whether anything refers to them, by the log itself. For one look over all: jobs are read once. */
export class SecretReferences {
  readonly #from: ReferenceSources;
  readonly #jobs = new Map<string, Promise<boolean>>();

  constructor(from: ReferenceSources) {
    this.#from = from;
  }

  /** True also of an owner of a kind that is not known: what nobody knows, nobody removes. */
  async has({ tenant, owner, version }: SecretPlace): Promise<boolean> {
    const dot = owner.indexOf('.');
    const kind = owner.slice(0, dot);
    const id = owner.slice(dot + 1);
    switch (kind) {
      case 'connection':
        return this.#ofConnection({ tenant, id }, version);
      case 'pair':
        return this.#ofPair({ tenant, id }, version);
      case 'operator':
        return tenant !== providerTenant || this.#ofOperator(id, version);
      default:
        return true;
    }
  }

  async #ofConnection(owner: Owner, version: number): Promise<boolean> {
    const { state } = await this.#from.commander.fold(connectionAggregate(owner));
    if (state.status === 'unknown' || state.status === 'deleted') return false;
    return state.credential === version;
  }

  async #ofPair(owner: Owner, version: number): Promise<boolean> {
    const { state } = await this.#from.commander.fold(pairAggregate(owner));
    if (state.status === 'unknown') return false;
    // Who left a job by its conditions may come back.
    const pair = state.status === 'removed' ? state.left : state;
    if (pair === undefined) return false;
    const { source, target } = pair.credentials;
    const { password } = pair.making;
    if (![source, target, password].includes(version)) return false;
    return pair.jobId === undefined || this.#isThere(owner.tenant, pair.jobId);
  }

  #ofOperator(id: string, version: number): boolean {
    return this.#from.operators.get(id)?.secretVersion === version;
  }

  /** A job that is deleted takes its pairs along without a word of theirs. */
  #isThere(tenant: string, id: string): Promise<boolean> {
    const key = `${tenant}.${id}`;
    const known = this.#jobs.get(key);
    if (known !== undefined) return known;
    const asked = this.#from.commander
      .fold(jobAggregate({ tenant, id }))
      .then(({ state }) => state.status !== 'unknown' && state.status !== 'deleted');
    this.#jobs.set(key, asked);
    return asked;
  }
}
