import type { ImapBehaviour } from '../server/behaviour.ts';

/** Keeps at most `countMax` different keywords in a folder and silently drops others; 0 drops all. */
export function limitKeywords(countMax: number): ImapBehaviour {
  return {
    refusesNewKeywords: (folder) => folder.keywords().length >= countMax,
    onFlags: (flags, folder) => {
      const known = new Set(folder.keywords().map((keyword) => keyword.toLowerCase()));
      return flags.filter((flag) => {
        if (flag.startsWith('\\') || known.has(flag.toLowerCase())) return true;
        if (known.size >= countMax) return false;
        known.add(flag.toLowerCase());
        return true;
      });
    },
  };
}
