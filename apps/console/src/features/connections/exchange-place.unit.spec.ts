import { describe, expect, it } from 'vitest';
import { placeIn, warningOf } from './exchange-place.ts';

describe('the place of a server of Exchange', () => {
  it.each([
    ['mail.example.com', {}],
    [
      ' https://mail.example.com/EWS/Exchange.asmx',
      { host: 'mail.example.com', port: '', security: 'tls', path: '' },
    ],
    [
      'http://127.0.0.1:8080/other',
      { host: '127.0.0.1', port: '8080', security: 'none', path: '/other' },
    ],
    ['https://', {}],
  ])('is read from %j', (host, place) => {
    expect(placeIn(host)).toEqual(place);
  });

  it.each([
    ['exchange', 'mail.example.com', undefined],
    ['exchange', 'mail', /^A short name: .*certificate/],
    ['exchange', '192.0.2.1', /^An address: /],
    ['exchange', '2001:db8::1', /^An address: /],
    ['exchange', 'outlook.office365.com', /1 October 2026 .* 1 April 2027/],
    ['office365', 'anything.example', /1 October 2026 .* 1 April 2027/],
    ['imap', 'mail', undefined],
  ] as const)('of %s, %s, is warned of: %s', (kind, host, words) => {
    const warning = warningOf({ kind, host, isFound: false });
    if (words === undefined) expect(warning).toBeUndefined();
    else expect(warning).toMatch(words);
  });

  it('is not judged where it is to be found', () => {
    expect(warningOf({ kind: 'exchange', host: 'mail', isFound: true })).toBeUndefined();
  });
});
