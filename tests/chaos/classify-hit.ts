import type { ProxyLink, WriteState } from '@mailhaul/testing/proxies';
import type { AimName } from './aims.ts';
import type { StatePeek } from './peek-ledger.ts';
import type { Lines } from './stage.ts';

/** Where a blow fell in fact: by what the line and the state folder show, not by what was aimed at. */
export type Hit = AimName | 'elsewhere';

export interface Blow {
  readonly aim: AimName;
  readonly skip: number;
  /** An earlier run of this trial was struck. */
  readonly isAfterBlow: boolean;
}

export interface Evidence {
  /** The target connections open when the blow fell, with all the dead process had sent. */
  readonly links: readonly ProxyLink[];
  readonly seen: Lines['seen'];
  readonly isBeforeFirstAppend: boolean;
  readonly peek: StatePeek | undefined;
}

const byWire: readonly (WriteState & AimName)[] = [
  'last byte, no CRLF',
  'mid-literal',
  'CRLF, no OK',
];

export function classifyHit(blow: Blow, evidence: Evidence): Hit {
  const { aim } = blow;
  if (aim === 'frozen past deadline' || aim.endsWith('server killed')) return aim;
  if (aim === 'slow line, draining after death' && isDraining(evidence)) return aim;
  if (aim === 'in recovery' && blow.isAfterBlow && evidence.isBeforeFirstAppend) return aim;
  const states = evidence.links.map(({ observer }) => observer?.writeState);
  const onWire = byWire.find((state) => states.includes(state));
  if (onWire !== undefined) return onWire;
  const { peek, seen } = evidence;
  if (aim === 'OK, not settled' && (peek === undefined || peek.settles < seen.appendsAnswered)) {
    return aim;
  }
  if (aim === 'intent, no byte' && peek !== undefined && peek.intents > seen.appendsBegun)
    return aim;
  return 'elsewhere';
}

/** The client is gone and the proxy still delivers what it had sent. */
function isDraining({ links }: Evidence): boolean {
  return links.some((link) => !link.isOpen && link.undelivered > 0);
}
