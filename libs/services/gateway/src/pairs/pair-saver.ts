import type { LogPosition } from '@mailhaul/application';
import { mailboxSecretText } from '@mailhaul/connector-registry';
import type { NewPair } from '@mailhaul/contracts';
import type { PairCredentials, PairRejection } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { secretVersionOf } from '../commands/ids.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { pairAggregate, pairIdOf, type PairPlace } from './pair-place.ts';
import { mailboxesOf, type SavePair, savePairDecider } from './save-pair.ts';

export interface PairToSave {
  readonly tenant: string;
  readonly jobId: string;
  readonly input: NewPair;
  /** Its job's conditions bring it. */
  readonly byConditions?: true;
  /** Of the pair that left its job and comes back by it. */
  readonly leftId?: string | undefined;
  /** Of the pair that is to be changed; absent: it is to be added. */
  readonly id?: string;
  readonly expectedRevision?: number | undefined;
  /** See {@link SavePair.renames}. */
  readonly renames?: boolean;
  readonly order: {
    readonly commandId: string;
    readonly correlationId: string;
    readonly atMs: number;
    readonly actor: string;
  };
}

export interface SavedPair {
  readonly kind: 'added' | 'updated' | 'unchanged';
  readonly id: string;
  readonly revision: number;
  readonly position: LogPosition;
}

/** So often another id is tried for mailboxes whose id is of a pair that has moved on to others. */
const idAttemptsMax = 20;

/** Adds and changes pairs, their passwords and tokens first. */
export class PairSaver {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** @throws {ApiProblem} of a stale revision. */
  async save(pair: PairToSave): Promise<SavedPair | PairRejection> {
    const { tenant, jobId, input, id } = pair;
    if (id !== undefined) return this.#saveAs(pair, { tenant, id });
    if (pair.leftId !== undefined) {
      const back = await this.#saveAs(pair, { tenant, id: pair.leftId });
      if (back.kind !== 'rejected' || back.reason !== 'OtherMailboxes') return back;
    }
    for (let attempt = 0; ; attempt += 1) {
      const place = { tenant, id: pairIdOf(jobId, input, attempt) };
      const saved = await this.#saveAs(pair, place);
      const isOther = saved.kind === 'rejected' && saved.reason === 'OtherMailboxes';
      if (!isOther || attempt >= idAttemptsMax) return saved;
    }
  }

  async #saveAs(pair: PairToSave, place: PairPlace): Promise<SavedPair | PairRejection> {
    const { jobId, input, order, expectedRevision } = pair;
    const credentials = await this.#putSecrets(pair, place);
    const save: SavePair = {
      kind: 'SavePair',
      ...order,
      jobId,
      mailboxes: mailboxesOf(input),
      ...(input.priority === undefined ? {} : { priority: input.priority }),
      ...(credentials === undefined ? {} : { credentials }),
      ...(pair.renames === true ? { renames: true } : {}),
      ...(pair.byConditions === undefined ? {} : { byConditions: pair.byConditions }),
      expects: pair.id === undefined ? 'nothing' : 'pair',
    };
    let isNew = pair.id === undefined;
    const decider: typeof savePairDecider = {
      ...savePairDecider,
      decide: (state, command) => {
        isNew = state.status === 'unknown' || state.status === 'removed';
        return savePairDecider.decide(state, command);
      },
    };
    const { stream } = pairAggregate(place);
    const aggregate = { tenant: place.tenant, stream, decider, expectedRevision };
    const done = await this.#parts.commander.attempt(aggregate, save);
    if (done.kind === 'rejected') return done;
    const { revision, position, eventCount, isRepeat } = done;
    if (isRepeat) {
      const first = await this.#parts.commander.doneBy(stream, order.commandId);
      isNew = first === 'PairAdded' || first === 'PairReturned';
    }
    const isAsBefore = eventCount === 0 && !isRepeat;
    const kind = isAsBefore ? 'unchanged' : isNew ? 'added' : 'updated';
    return { kind, id: place.id, revision, position };
  }

  /** Undefined: none is new. */
  async #putSecrets(pair: PairToSave, place: PairPlace): Promise<PairCredentials | undefined> {
    const { sourcePassword, sourceToken, targetPassword, targetToken } = pair.input;
    const own = {
      source: secretText(sourcePassword, sourceToken),
      target: secretText(targetPassword, targetToken),
    };
    if (own.source === undefined && own.target === undefined) return undefined;
    const { state } = await this.#parts.commander.fold(pairAggregate(place));
    const isThere = state.status !== 'unknown' && state.status !== 'removed';
    const left = state.status === 'removed' ? state.left : undefined;
    const present = (isThere ? state : left)?.credentials ?? {};
    const put = (side: 'source' | 'target') =>
      this.#putSecret({ place, side, order: pair.order, version: present[side] }, own[side]);
    const [source, target] = await Promise.all([put('source'), put('target')]);
    const credentials = defined({ source, target });
    return Object.keys(credentials).length === 0 ? undefined : credentials;
  }

  /** The version under which it was put; undefined: there is none, or it is as it was. */
  async #putSecret(
    of: {
      readonly place: PairPlace;
      readonly side: string;
      readonly order: PairToSave['order'];
      readonly version: number | undefined;
    },
    text: string | undefined,
  ): Promise<number | undefined> {
    if (text === undefined) return undefined;
    const { secrets } = this.#parts.options;
    const { tenant, id } = of.place;
    const owner = `pair.${id}`;
    if (of.version !== undefined) {
      const present = await secrets.get({ tenant, owner, version: of.version });
      if (present === text) return undefined;
    }
    const version = secretVersionOf(of.order.commandId, of.side);
    await this.#parts.secretWriter.put({ tenant, owner, version }, text);
    return version;
  }
}

function secretText(
  password: string | undefined,
  refreshToken: string | undefined,
): string | undefined {
  return mailboxSecretText(defined({ password, refreshToken }));
}
