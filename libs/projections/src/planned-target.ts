import type { PairEvent } from '@mailhaul/domain';
import type { PairDocument } from './documents.ts';
import { unknownEvent } from './read-event.ts';

type MakingEvent = Extract<
  PairEvent,
  {
    type:
      | 'TargetPlanned'
      | 'TargetAsked'
      | 'TargetBegun'
      | 'TargetMade'
      | 'TargetRefused'
      | 'InitialPasswordTold';
  }
>;

/** What is to become of a mailbox without target, and how far that is. */
export function planned(event: MakingEvent, pair: PairDocument): PairDocument {
  switch (event.type) {
    case 'TargetPlanned': {
      const { plan } = event.data;
      const { sealed } = event;
      const rest = unplanned(pair);
      if (plan === undefined) return rest;
      if (sealed === undefined) return { ...rest, plan };
      const { dn, address, alias, name } = sealed;
      return { ...rest, plan, planned: { dn, address, alias, name } };
    }
    case 'TargetAsked':
      return { ...quiet(pair), making: {} };
    case 'TargetBegun': {
      const keeps = event.data.password === undefined ? {} : { keepsPassword: true };
      return { ...quiet(pair), ...keeps, making: { isBegun: true } };
    }
    case 'TargetMade': {
      const { keepsPassword = false } = pair;
      return { ...unplanned(pair), hasInitialPassword: keepsPassword };
    }
    case 'TargetRefused': {
      const { sealed } = event;
      const making = { refused: event.data.code };
      const said = sealed === undefined ? {} : { serverText: sealed.words };
      return { ...quiet(pair), ...said, side: 'target', making };
    }
    case 'InitialPasswordTold':
      return { ...pair, keepsPassword: false, hasInitialPassword: false };
    default:
      return unknownEvent(event);
  }
}

/** It has a target, or nothing is to be made for it any more. */
export function unplanned(pair: PairDocument): PairDocument {
  const { plan, planned: _planned, making: _making, ...rest } = pair;
  return plan === undefined ? rest : quiet(rest);
}

function quiet({ serverText: _text, side: _side, ...pair }: PairDocument): PairDocument {
  return pair;
}
