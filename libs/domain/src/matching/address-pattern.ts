import type { SourceMailbox } from './automatch.ts';

const placeholders = ['localpart', 'domain', 'address'] as const;
type Placeholder = (typeof placeholders)[number];

/** Of a pattern, what is wrong with it, for the person who typed it; undefined: nothing. */
export function faultOfPattern(pattern: string): string | undefined {
  const unknown = [...pattern.matchAll(/\{([^}]*)\}/g)]
    .map(([, name = '']) => name)
    .find((name) => !placeholders.some((known) => known === name));
  if (unknown !== undefined) return `{${unknown}} is none of {localpart}, {domain} and {address}`;
  const rest = pattern.replace(/\{[^}]*\}/g, '');
  if (/[{}\s]/.test(rest)) return 'holds a blank, or a brace without its other one';
  return /\{(?:localpart|address)\}/.test(pattern)
    ? undefined
    : 'names the same mailbox for all: use {localpart} or {address}';
}

/** `{localpart}@new.example` of an address; undefined: it has no such part. */
export function addressOfPattern(pattern: string, { address }: SourceMailbox): string | undefined {
  const at = address.lastIndexOf('@');
  const parts: Readonly<Record<Placeholder, string>> = {
    localpart: at === -1 ? address : address.slice(0, at),
    domain: at === -1 ? '' : address.slice(at + 1),
    address,
  };
  let isWhole = true;
  const made = pattern.replace(/\{([a-z]+)\}/g, (_, name: Placeholder) => {
    if (parts[name] === '') isWhole = false;
    return parts[name];
  });
  return isWhole ? made : undefined;
}
