import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressGuard } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';

/** The code of the error that tells of name servers without an answer. */
export const lookupTimeoutCode = 'LOOKUP_TIMEOUT';

/** The system's look-up of names with an end to waiting: the system itself asks on for up to half a minute. */
export function timedLookup(
  clock: Clock,
  msMax: number,
  lookup: LookupFunction = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    const answered = new AbortController();
    let isOver = false;
    const finish: typeof callback = (...result) => {
      if (isOver) return;
      isOver = true;
      answered.abort();
      callback(...result);
    };
    clock.sleep(msMax, answered.signal).then(
      () => {
        const seconds = Math.round(msMax / 1000);
        const late = new Error(`no answer from the name servers in ${seconds} s`);
        finish(Object.assign(late, { code: lookupTimeoutCode }), '');
      },
      () => undefined,
    );
    lookup(hostname, options, finish);
  };
}

/**
 * All addresses of a host, with a guard those that it allows.
 * @throws what the system or the guard says, or an error with {@link lookupTimeoutCode}
 */
export function lookupAll(
  host: string,
  clock: Clock,
  { msMax, guard }: { readonly msMax: number; readonly guard?: AddressGuard | undefined },
): Promise<readonly string[]> {
  const lookup = guard === undefined ? systemLookup : guardedLookup(guard);
  return new Promise((resolve, reject) => {
    timedLookup(clock, msMax, lookup)(host, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else resolve((found as LookupAddress[]).map(({ address }) => address));
    });
  });
}

function guardedLookup(guard: AddressGuard): LookupFunction {
  return (host, _, callback) => {
    guard.resolve(host).then(
      (addresses) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        ),
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
}
