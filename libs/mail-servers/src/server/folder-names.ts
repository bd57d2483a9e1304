import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../wire/modified-utf7.ts';

/** How paths are written on the wire. */
export interface NameRules {
  readonly separator: string;
  readonly prefix: string;
}

const depthMax = 64;
const nameBytesMax = 1024;

/** The path's name as on the wire. INBOX stands outside the prefix. */
export function wireName(path: readonly string[], rules: NameRules): string {
  if (path.length === 1 && path[0]?.toUpperCase() === 'INBOX') return 'INBOX';
  return rules.prefix + path.map(encodeModifiedUtf7).join(rules.separator);
}

/** The path of a name, or undefined where no folder can have that name. */
export function parseWireName(name: string, rules: NameRules): readonly string[] | undefined {
  if (name.toUpperCase() === 'INBOX') return ['INBOX'];
  if (name.length > nameBytesMax) return undefined;
  const prefix = name.slice(0, rules.prefix.length);
  if (prefix.toUpperCase() !== rules.prefix.toUpperCase()) return undefined;
  const segments = name.slice(rules.prefix.length).split(rules.separator);
  if (segments.length > depthMax) return undefined;
  const path: string[] = [];
  for (const segment of segments) {
    const decoded = decodeModifiedUtf7(segment);
    if (decoded === undefined || decoded === '') return undefined;
    path.push(decoded);
  }
  if (path[0]?.toUpperCase() === 'INBOX') path[0] = 'INBOX';
  return path;
}
