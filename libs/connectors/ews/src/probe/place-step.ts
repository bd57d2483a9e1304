import { isIP } from 'node:net';
import type { ProbeStep } from '@mailhaul/connector-contract';
import { type ValidEwsSettings, isExchangeOnline } from '../ews-settings.ts';

/** Where the server is, and what is to be said of the way it is named. */
export function placeStep(
  settings: ValidEwsSettings,
  found: { readonly addresses: readonly string[]; readonly domain: string | undefined },
): ProbeStep {
  const { host, port, path } = settings;
  const led =
    found.domain === undefined
      ? []
      : [`Autodiscover of ${found.domain} leads to ${host}:${port}${path}`];
  const [warning] = warnings(host);
  return {
    ...{
      name: 'resolve',
      ok: true,
      detail: [...found.addresses, ...led, ...(warning?.words ?? [])],
    },
    ...(warning === undefined ? {} : { isWarning: true, remedy: warning.remedy }),
  };
}

interface Warning {
  readonly words: readonly string[];
  readonly remedy: string;
}

function warnings(host: string): readonly Warning[] {
  const all: Warning[] = [];
  if (isExchangeOnline({ host })) {
    all.push({
      words: [
        'Exchange Online: EWS is blocked there by default since 1 October 2026, and ends on 1 April 2027',
      ],
      remedy:
        'Have an administrator allow it there for the time of the migration (Set-OrganizationConfig -EwsEnabled $true, and this application in EwsAllowList), and be done before April 2027.',
    });
  }
  if (isIP(host) !== 0 || !host.includes('.')) {
    const what = isIP(host) === 0 ? 'a short name' : 'an address';
    all.push({
      words: [
        `${host} is ${what}: certificates and matching go by full names, and another name later is another mailbox to the state of the migration`,
      ],
      remedy: 'Write the full name that stands in the certificate of the server.',
    });
  }
  return all;
}
