import { expect, it } from 'vitest';
import { troubleOf } from './system-trouble.ts';

const good = { 'event store': 'answers', 'read models': 'current', disk: 'has room' };
const troubled = (more: Readonly<Record<string, string>>) =>
  troubleOf({ status: 'not ready', dependencies: { ...good, ...more } });

it('is none of a system that is ready', () => {
  expect(troubleOf({ status: 'ready', dependencies: good })).toBeUndefined();
});

it('of a disk says what is the matter, and that nothing is lost', () => {
  expect(troubled({ disk: 'nearly full: 42 MB are free' })).toMatch(
    /^The disk of Mailhaul is nearly full: 42 MB are free\. Make room: /,
  );
  expect(troubled({ disk: 'full: nothing can be written' })).toMatch(
    /^The disk of Mailhaul is full: nothing can be written\. Migrations wait, nothing is lost/,
  );
});

it('of what is not there names each, and nothing that is there', () => {
  expect(troubled({ 'event store': 'unreachable', bus: 'unreachable' })).toMatch(
    /^Mailhaul waits for: event store \(unreachable\), bus \(unreachable\)\./,
  );
});
