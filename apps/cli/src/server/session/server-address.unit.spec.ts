import { describe, expect, it } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { parseServerAddress } from './server-address.ts';

describe('the address of a server', () => {
  it.each([
    ['https://mailhaul.example.com', 'https://mailhaul.example.com'],
    ['https://mailhaul.example.com/', 'https://mailhaul.example.com'],
    ['https://example.com/mailhaul/', 'https://example.com/mailhaul'],
    ['https://example.com/api/v1/', 'https://example.com'],
    [' http://127.0.0.1:8080/api ', 'http://127.0.0.1:8080'],
  ])('%s', (text, baseUrl) => {
    expect(parseServerAddress(text).baseUrl).toBe(baseUrl);
  });

  it.each([
    ['http://127.0.0.1:8080', false],
    ['http://localhost', false],
    ['http://[::1]:8080', false],
    ['https://example.com', false],
    ['http://example.com', true],
    ['http://127.evil.example', true],
  ])('%s goes over a network in the clear: %s', (text, isOpen) => {
    expect(parseServerAddress(text).isOpenToEavesdroppers).toBe(isOpen);
  });

  it.each([
    '',
    ' ',
    'mailhaul.example.com',
    'ftp://host',
    'https://host?tenant=a',
    'https://u:pw@host',
  ])('is not "%s"', (text) => {
    expect(() => parseServerAddress(text)).toThrow(UsageError);
    expect(() => parseServerAddress(text)).not.toThrow(/pw/u);
  });
});
