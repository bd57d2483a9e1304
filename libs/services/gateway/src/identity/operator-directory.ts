import { type RecordedEvent, type TenantSealers, decodeEvent } from '@mailhaul/application';
import {
  type ApiToken,
  type Operator,
  type OperatorEvent,
  operatorDecider,
  parseStream,
  providerTenant,
} from '@mailhaul/domain';
import type { Operator as OperatorResource } from '@mailhaul/contracts';
import { secretVersionOf } from '../commands/ids.ts';
import { isAdministrator } from './caller.ts';

export type ActiveOperator = Extract<Operator, { status: 'active' }>;

export interface KnownOperator {
  readonly id: string;
  readonly operator: ActiveOperator;
  readonly revision: number;
  /** Under which version the secret store has the hash of the password. */
  readonly secretVersion: number;
  /** When each token was made. */
  readonly tokenTimes: ReadonlyMap<string, number>;
}

export interface KnownToken {
  readonly owner: KnownOperator;
  readonly token: ApiToken & { readonly label: string | undefined };
}

/** Everybody who may work with Mailhaul, folded from the log and followed. */
export class OperatorDirectory {
  readonly #sealers: TenantSealers;
  readonly #known = new Map<string, KnownOperator>();

  constructor(sealers: TenantSealers) {
    this.#sealers = sealers;
  }

  static readonly prefixes: readonly string[] = ['operator-'];

  async onEvent(recorded: RecordedEvent): Promise<void> {
    const { id } = parseStream(recorded.stream) ?? {};
    if (id === undefined) return;
    const codec = {
      sealer: await this.#sealers.of(providerTenant),
      upcasters: operatorDecider.upcasters,
    };
    const event = decodeEvent<OperatorEvent>(recorded, codec);
    const before = this.#known.get(id);
    const operator = operatorDecider.evolve(before?.operator ?? operatorDecider.initial(), event);
    if (operator.status !== 'active') {
      this.#known.delete(id);
      return;
    }
    const { commandId } = recorded.metadata;
    const isPassword = event.type === 'PasswordSet' && typeof commandId === 'string';
    const tokenTimes =
      event.type === 'ApiTokenIssued'
        ? new Map(before?.tokenTimes).set(event.data.tokenId, event.data.atMs)
        : (before?.tokenTimes ?? new Map<string, number>());
    this.#known.set(id, {
      ...{ id, operator, revision: recorded.revision, tokenTimes },
      secretVersion: isPassword ? secretVersionOf(commandId) : (before?.secretVersion ?? 0),
    });
  }

  get(id: string): KnownOperator | undefined {
    return this.#known.get(id);
  }

  /** In the order in which they were added. */
  all(): readonly KnownOperator[] {
    return [...this.#known.values()];
  }

  /** Without case. Where two had the same, it is the first one's. */
  byLogin(login: string): KnownOperator | undefined {
    const folded = foldLogin(login);
    return this.all().find(({ operator }) => foldLogin(operator.details?.login ?? '') === folded);
  }

  byTokenHash(hash: string): KnownToken | undefined {
    for (const owner of this.#known.values()) {
      for (const token of owner.operator.tokens.values()) {
        if (token.hash === hash) return { owner, token };
      }
    }
    return undefined;
  }

  /** Whether somebody else than this one administers Mailhaul. */
  hasOtherAdministrator(id: string): boolean {
    return this.all().some((one) => one.id !== id && isAdministrator(one.operator.roles));
  }
}

/** Without case and without the other widths and shapes of the same letters: whoever writes those is the same person. */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toLowerCase();
}

/** As the API shows them. */
export function operatorResource(known: KnownOperator): OperatorResource {
  const { id, operator, revision } = known;
  const { login = '(erased)', name = '(erased)' } = operator.details ?? {};
  return {
    ...{ id, login, name, revision },
    roles: operator.roles.map(({ tenant, role }) => ({ tenant, role })),
    mustChangePassword: operator.mustChangePassword,
  };
}
