import { seededRandom } from '@mailhaul/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passwordClasses } from './creation-settings.ts';
import { initialPassword } from './initial-password.ts';
import { faultOfNamePattern, targetNamesOf } from './target-names.ts';

const names = { domain: 'new.example', unit: 'ou=P', name: '{displayname}', alias: '{localpart}' };

describe('what a new user is called', () => {
  it.each<[string, { address: string; name?: string }, string]>([
    ['{localpart}', { address: 'Anna.Lee@old.example' }, 'anna.lee'],
    ['{first}.{last}', { address: 'x@old', name: 'Lee, Anna Maria' }, 'anna.lee'],
    ['{first}.{last}', { address: 'x@old', name: 'Jürgen Größe' }, 'jurgen.grosse'],
    ['{displayname}', { address: 'x@old', name: 'Ann  O’Neil  Ørsted' }, 'ann.oneil.orsted'],
    ['{first}.{last}', { address: 'x@old', name: 'Cher' }, 'cher'],
    ['{displayname}', { address: 'bob@old' }, 'bob'],
    ['{localpart}.{domain}', { address: 'bob@old.example' }, 'bob.old.example'],
  ])('alias %s of %j', (alias, source, made) => {
    expect(targetNamesOf({ ...names, alias }, source)).toMatchObject({
      ...{ alias: made, address: `${made}@new.example` },
      name: source.name?.replace(/\s+/g, ' ') ?? source.address.split('@')[0],
    });
  });

  it('is nothing where no letter is left that mail can be sent to', () => {
    expect(targetNamesOf(names, { address: '日本@old' })).toBeUndefined();
    expect(targetNamesOf(names, { address: `${'x'.repeat(65)}@old` })).toBeUndefined();
  });

  it('is an address whatever the source is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (address, name) => {
        const made = targetNamesOf({ ...names, alias: '{first}.{localpart}' }, { address, name });
        if (made !== undefined) expect(made.alias).toMatch(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/);
      }),
    );
  });

  it.each(['{name}', 'all', '{domain}', '{localpart', 'a}'])('%s is no pattern', (pattern) => {
    expect(faultOfNamePattern(pattern)).toBeTypeOf('string');
  });
});

describe('an initial password', () => {
  it('has its length and one of each class, and no letters that look alike', () => {
    const random = seededRandom(7);
    const drawn = new Set<string>();
    for (let at = 0; at < 500; at += 1) {
      const rule = { length: 12, classes: passwordClasses, mustChange: true };
      const password = initialPassword(rule, random);
      expect(password).toHaveLength(12);
      for (const one of [/[a-z]/, /[A-Z]/, /[2-9]/, /[!#%+=?@_-]/]) expect(password).toMatch(one);
      expect(password).not.toMatch(/[lIO01]/);
      expect(password).toMatch(/^[a-zA-Z0-9]/);
      drawn.add(password);
    }
    expect(drawn.size).toBe(500);
  });

  it('draws every letter about as often as any other', () => {
    const random = seededRandom(8);
    const counts = new Map<string, number>();
    for (let at = 0; at < 800; at += 1) {
      const rule = { length: 64, classes: ['digits'] as const, mustChange: false };
      for (const one of initialPassword(rule, random)) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 6400)).toBeLessThan(500);
  });
});
