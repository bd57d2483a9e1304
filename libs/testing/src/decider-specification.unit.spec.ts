import { describe, expect, it } from 'vitest';
import { type SpecifiedDecider, specifyDecider } from './decider-specification.ts';

type Lamp = { isLit: boolean };
type Command = 'light' | 'put out' | 'cheat';
type Event = { readonly type: 'Lit' | 'PutOut' };

const lamp: SpecifiedDecider<Lamp, Command, Event> = {
  initial: () => ({ isLit: false }),
  evolve: (_, { type }) => ({ isLit: type === 'Lit' }),
  decide: (state, command) => {
    if (command === 'cheat') state.isLit = true;
    if (command === 'put out' && !state.isLit) return { kind: 'rejected', reason: 'AlreadyDark' };
    return command === 'light' && state.isLit
      ? []
      : [{ type: command === 'light' ? 'Lit' : 'PutOut' }];
  },
};

describe('specifyDecider', () => {
  const given = specifyDecider(lamp);

  it('accepts what follows', () => {
    given().when('light').then({ type: 'Lit' });
    given({ type: 'Lit' }).when('light').then();
    given({ type: 'Lit' }, { type: 'PutOut' }).when('put out').thenRejected('AlreadyDark');
  });

  it('fails on anything else', () => {
    expect(() => {
      given().when('light').then();
    }).toThrow();
    expect(() => {
      given().when('light').thenRejected('AlreadyLit');
    }).toThrow();
    expect(() => {
      given().when('put out').thenRejected('AlreadyLit');
    }).toThrow();
    expect(() => {
      given().when('put out').then({ type: 'PutOut' });
    }).toThrow();
  });

  it('fails where deciding alters the state', () => {
    expect(() => given().when('cheat')).toThrow();
  });
});
