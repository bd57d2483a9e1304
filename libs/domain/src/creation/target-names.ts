import type { CreationNames } from './creation-settings.ts';

const placeholders = ['localpart', 'domain', 'displayname', 'first', 'last'] as const;
type Placeholder = (typeof placeholders)[number];

/** RFC 5321 §4.5.3.1.1: what stands before the @ has 64 octets at most. */
const aliasCharsMax = 64;

/** Of a pattern, what is wrong with it, for the person who typed it; undefined: nothing. */
export function faultOfNamePattern(pattern: string): string | undefined {
  const named = [...pattern.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
  const unknown = named.find((name) => !placeholders.some((known) => known === name));
  if (unknown !== undefined) {
    return `{${unknown}} is none of ${placeholders.map((one) => `{${one}}`).join(', ')}`;
  }
  if (/[{}]/.test(pattern.replace(/\{[^}]*\}/g, ''))) return 'holds a brace without its other one';
  return named.some((name) => name !== 'domain')
    ? undefined
    : 'gives all the same name: use {localpart} or {displayname}';
}

export interface TargetNames {
  readonly name: string;
  readonly alias: string;
  readonly address: string;
}

/** What a user is called by the patterns; undefined: no alias that mail can be sent to comes of them. */
export function targetNamesOf(
  { name, alias, domain }: CreationNames,
  source: { readonly address: string; readonly name?: string | undefined },
): TargetNames | undefined {
  const parts = partsOf(source);
  const made = plainAlias(filled(alias, parts));
  const shown = filled(name, parts).replace(/\s+/g, ' ').trim();
  if (made === '' || made.length > aliasCharsMax || shown === '') return undefined;
  return { name: shown, alias: made, address: `${made}@${domain}` };
}

/** Without a directory of the source, people are called what stands before their @. */
function partsOf({
  address,
  name = '',
}: {
  readonly address: string;
  readonly name?: string | undefined;
}): Readonly<Record<Placeholder, string>> {
  const at = address.lastIndexOf('@');
  const localpart = at === -1 ? address : address.slice(0, at);
  const displayname = name.trim() === '' ? localpart : name.trim();
  const [last = '', first] = displayname.split(/ *, */);
  const words = (first === undefined ? displayname : `${first} ${last}`).split(/\s+/);
  return {
    ...{ localpart, domain: at === -1 ? '' : address.slice(at + 1), displayname },
    first: words[0] ?? '',
    last: words.length > 1 ? (words.at(-1) ?? '') : '',
  };
}

function filled(pattern: string, parts: Readonly<Record<Placeholder, string>>): string {
  return pattern.replace(/\{([a-z]+)\}/g, (_, name: Placeholder) => parts[name]);
}

const unmarked: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
};

/** What every mail system takes before the @: letters without marks, digits, and single dots, dashes and underscores between them. */
function plainAlias(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => unmarked[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s']+/g, '.')
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/([._-])[._-]+/g, '$1')
    .replace(/^[._-]+|[._-]+$/g, '');
}
