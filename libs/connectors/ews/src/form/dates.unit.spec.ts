import { describe, expect, it } from 'vitest';
import { dateText, sentAt } from './dates.ts';

const sent = (header: string) => sentAt(Buffer.from(header, 'latin1'));

describe('dates', () => {
  it('are texts of one length, whatever they are', () => {
    const dates = [0, -1, 1.7e9, -1e15, 1e15, Number.MAX_SAFE_INTEGER].map(dateText);
    expect(dates.map((text) => text.length)).toEqual(dates.map(() => 20));
    expect(dates.slice(0, 4)).toEqual([
      '1970-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '2023-11-14T22:13:20Z',
      '1601-01-01T00:00:00Z',
    ]);
  });

  it('of sending are read from the header alone', () => {
    const date = 'Date: Mon, 01 Jan 2024 10:00:00 +0100 (CET)';
    expect(sent(`From: a\r\n${date}\r\nTo: b\r\n\r\nx`)).toBe(Date.UTC(2024, 0, 1, 9) / 1000);
    expect(sent(`${date}\n\nx`)).toBe(Date.UTC(2024, 0, 1, 9) / 1000);
    expect(sent(`Subject: x\r\n\r\n${date}\r\n`)).toBeUndefined();
    expect(sent('Date: some day\r\n\r\n')).toBeUndefined();
    expect(sent(`Resent-${date}\r\n\r\n`)).toBeUndefined();
    expect(sent('')).toBeUndefined();
  });
});
