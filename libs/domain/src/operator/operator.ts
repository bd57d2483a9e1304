import { unreachable } from '@mailhaul/kernel';
import type { Fact } from '../fact.ts';

/** The facts of a person who works with Mailhaul, and of the tokens they made. Passwords are in the secret store, by version. */
export type OperatorEvent =
  | {
      type: 'OperatorAdded';
      data: Fact & { readonly roles: readonly RoleGrant[] };
      sealed?: OperatorDetails | undefined;
    }
  | { type: 'RolesSet'; data: Fact & { readonly roles: readonly RoleGrant[] } }
  /** All earlier sessions end. `mustChange`: it was given by somebody else. */
  | { type: 'PasswordSet'; data: Fact & { readonly version: number; readonly mustChange: boolean } }
  | {
      type: 'ApiTokenIssued';
      data: Fact & ApiToken;
      sealed?: { readonly label: string } | undefined;
    }
  | { type: 'ApiTokenRevoked'; data: Fact & { readonly tokenId: string } }
  | { type: 'OperatorRemoved'; data: Fact };

export type Role = 'provider-admin' | 'operator' | 'viewer';

/** What somebody may do, and where: `*` stands for every tenant. */
export interface RoleGrant {
  readonly tenant: string;
  readonly role: Role;
}

export interface OperatorDetails {
  readonly login: string;
  readonly name: string;
}

export interface ApiToken {
  readonly tokenId: string;
  /** SHA-256 of the token, hex; the token has 256 random bits. */
  readonly hash: string;
  readonly scopes: readonly TokenScope[];
  /** Undefined: all that its maker may reach. */
  readonly tenant?: string;
  readonly expiresAtMs?: number;
}

export type TokenScope = 'read' | 'operate' | 'administer';

export type Operator =
  | { readonly status: 'unknown' }
  | { readonly status: 'removed' }
  | {
      readonly status: 'active';
      readonly details: OperatorDetails | undefined;
      readonly roles: readonly RoleGrant[];
      /** 0: none was set yet. */
      readonly passwordVersion: number;
      readonly mustChangePassword: boolean;
      readonly passwordSetAtMs: number;
      readonly tokens: ReadonlyMap<string, ApiToken & { readonly label: string | undefined }>;
    };

export function initialOperator(): Operator {
  return { status: 'unknown' };
}

export function evolveOperator(operator: Operator, event: OperatorEvent): Operator {
  if (event.type === 'OperatorAdded') {
    const none = { passwordVersion: 0, mustChangePassword: false, passwordSetAtMs: 0 };
    const { roles } = event.data;
    return { status: 'active', details: event.sealed, roles, ...none, tokens: new Map() };
  }
  if (operator.status !== 'active') return operator;
  switch (event.type) {
    case 'RolesSet':
      return { ...operator, roles: event.data.roles };
    case 'PasswordSet': {
      const { version, mustChange, atMs } = event.data;
      return {
        ...operator,
        passwordVersion: version,
        mustChangePassword: mustChange,
        passwordSetAtMs: atMs,
      };
    }
    case 'ApiTokenIssued': {
      const token = { ...event.data, label: event.sealed?.label };
      return { ...operator, tokens: new Map(operator.tokens).set(token.tokenId, token) };
    }
    case 'ApiTokenRevoked': {
      const tokens = new Map(operator.tokens);
      tokens.delete(event.data.tokenId);
      return { ...operator, tokens };
    }
    case 'OperatorRemoved':
      return { status: 'removed' };
    default:
      return unreachable(event);
  }
}
