import type { Socket } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import type { Clock } from '@mailhaul/kernel';
import { lookupAll } from './timed-lookup.ts';
import type { LineSettings } from './line-settings.ts';
import { openDirectly } from './open-directly.ts';
import { openTunnel } from './tunnel/open-tunnel.ts';
import { certificateProblem } from './tls/certificate-problem.ts';
import { tlsOptions } from './tls/tls-options.ts';

export interface LineRequest {
  readonly settings: LineSettings;
  readonly isEncrypted: boolean;
  readonly clock: Clock;
  /** Told of each socket as soon as there is one, so that it can be cut. */
  readonly onSocket: (socket: Socket) => void;
  /** Shown the server's certificate before it is judged. */
  readonly onSecured?: (tls: TLSSocket) => void;
}

/**
 * A line to the server that may be written to: straight or through the proxy, to an address that the guard allows, and encrypted with
 * a server that is trusted, where it is to be. The caller bounds the time, and cuts.
 * @throws ConnectorError, ProxyFailure, what the look-up or the system says; where the certificate is not trusted an error with `isUntrusted`
 */
export async function openLine(request: LineRequest): Promise<Socket> {
  const raw = await rawLine(request);
  return request.isEncrypted ? encryptLine(raw, request) : raw;
}

/**
 * The same line, encrypted from now on with a server that is trusted. @throws ConnectorError, what the system says; where the certificate
 * is not trusted an error with `isUntrusted`
 */
export function encryptLine(
  raw: Socket,
  { settings, onSocket, onSecured }: Pick<LineRequest, 'settings' | 'onSocket' | 'onSecured'>,
): Promise<TLSSocket> {
  const tls = connectTls({ ...tlsOptions(settings), socket: raw });
  onSocket(tls);
  raw.on('error', (error) => tls.destroy(error));
  if (onSecured !== undefined) tls.once('secureConnect', () => onSecured(tls));
  return judged(tls, settings.pins);
}

/** Where the host is, as far as that is known here: with a proxy the name may mean something there only. */
export async function addressesOf(
  { host, proxy, lookupMsMax, addressGuard: guard }: LineSettings,
  clock: Clock,
): Promise<readonly string[]> {
  if (proxy !== undefined) return ['looked up by the proxy'];
  return (await lookupAll(host, clock, { msMax: lookupMsMax, guard })).slice(0, addressesMax);
}

const addressesMax = 20;

async function rawLine({ settings, clock, onSocket }: LineRequest): Promise<Socket> {
  const { host, port, proxy, lookupMsMax, addressGuard: guard } = settings;
  if (proxy === undefined) {
    return openDirectly({ host, port, clock, lookupMsMax, guard, onSocket });
  }
  return openTunnel({ proxy, host, port, lookupMsMax, clock, guard, onSocket });
}

function judged(tls: TLSSocket, pins: readonly string[]): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    tls.once('error', reject);
    tls.once('close', () => reject(new Error('the line was closed before it was encrypted')));
    tls.once('secureConnect', () => {
      const problem = certificateProblem(tls, pins);
      if (problem === undefined) {
        tls.off('error', reject);
        resolve(tls);
      } else {
        tls.destroy();
        reject(problem);
      }
    });
  });
}
