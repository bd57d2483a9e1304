import { expect, it } from 'vitest';
import { natsAddress } from './nats-address.ts';

it('reads hosts, ports and who asks', () => {
  expect(natsAddress('nats://one')).toEqual({ servers: ['one:4222'] });
  expect(natsAddress('nats://one:1,[::1],[::2]:3')).toEqual({
    servers: ['one:1', '[::1]:4222', '[::2]:3'],
  });
  expect(natsAddress('nats://me:p%40ss@one')).toEqual({
    servers: ['one:4222'],
    user: 'me',
    pass: 'p@ss',
  });
  expect(natsAddress('nats://s3cret@one')).toEqual({ servers: ['one:4222'], token: 's3cret' });
  expect(natsAddress('tls://one')).toEqual({ servers: ['one:4222'], tls: {} });
  expect(natsAddress('nats://one', { ca: 'PEM' })).toMatchObject({ tls: { ca: 'PEM' } });
});

it('refuses what is none, and repeats nothing of it', () => {
  for (const url of [
    '',
    'http://one',
    'nats://',
    'nats://me:s3cret@',
    'nats://me:s3cret@o ne',
    'nats://a,,b',
  ]) {
    expect(() => natsAddress(url)).toThrow(/^(?!.*s3cret)/);
  }
});
