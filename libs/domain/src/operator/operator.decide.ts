import { unreachable } from '@mailhaul/kernel';
import { factOf, type Ordered } from '../fact.ts';
import {
  type ApiToken,
  evolveOperator,
  initialOperator,
  type Operator,
  type OperatorDetails,
  type OperatorEvent,
  type RoleGrant,
} from './operator.ts';

export type OperatorCommand = Ordered &
  (
    | {
        readonly kind: 'AddOperator';
        readonly details: OperatorDetails;
        readonly roles: readonly RoleGrant[];
      }
    | { readonly kind: 'SetRoles'; readonly roles: readonly RoleGrant[] }
    | { readonly kind: 'SetPassword'; readonly version: number; readonly mustChange: boolean }
    | { readonly kind: 'IssueToken'; readonly token: ApiToken; readonly label: string }
    | { readonly kind: 'RevokeToken'; readonly tokenId: string }
    | { readonly kind: 'RemoveOperator' }
  );

export interface OperatorRejection {
  readonly kind: 'rejected';
  readonly reason:
    | 'OperatorUnknown'
    | 'OperatorExists'
    /** Somebody else set it since. */
    | 'PasswordChanged'
    | 'TokenUnknown'
    | 'TooManyTokens';
}

/** Of one operator. */
export const apiTokensMax = 100;

/** The operator as `handleCommand` wants it. */
export const operatorDecider = {
  initial: initialOperator,
  evolve: evolveOperator,
  decide: decideOperator,
  upcasters: {},
} as const;

function decideOperator(
  operator: Operator,
  command: OperatorCommand,
): readonly OperatorEvent[] | OperatorRejection {
  if (command.kind === 'AddOperator') {
    if (operator.status !== 'unknown') return rejected('OperatorExists');
    const { roles, details } = command;
    return [{ type: 'OperatorAdded', data: { ...factOf(command), roles }, sealed: details }];
  }
  if (operator.status !== 'active') return rejected('OperatorUnknown');
  switch (command.kind) {
    case 'SetRoles':
      return [{ type: 'RolesSet', data: { ...factOf(command), roles: command.roles } }];
    case 'SetPassword': {
      const { version, mustChange } = command;
      if (version !== operator.passwordVersion + 1) return rejected('PasswordChanged');
      return [{ type: 'PasswordSet', data: { ...factOf(command), version, mustChange } }];
    }
    case 'IssueToken': {
      const { token, label } = command;
      if (operator.tokens.size >= apiTokensMax) return rejected('TooManyTokens');
      return [
        { type: 'ApiTokenIssued', data: { ...factOf(command), ...token }, sealed: { label } },
      ];
    }
    case 'RevokeToken': {
      const { tokenId } = command;
      if (!operator.tokens.has(tokenId)) return rejected('TokenUnknown');
      return [{ type: 'ApiTokenRevoked', data: { ...factOf(command), tokenId } }];
    }
    case 'RemoveOperator':
      return [{ type: 'OperatorRemoved', data: factOf(command) }];
    default:
      return unreachable(command);
  }
}

function rejected(reason: OperatorRejection['reason']): OperatorRejection {
  return { kind: 'rejected', reason };
}
